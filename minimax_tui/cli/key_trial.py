"""Tries a key at one address after the other, and keeps it where it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import AuthenticationFailed, RequestError

if TYPE_CHECKING:
    from minimax_tui.cli.accounts import UserAccounts
    from minimax_tui.domain.accounts import Account


async def try_key(keeper: UserAccounts, key: str, base_urls: Sequence[str]) -> tuple[str, str]:
    """Asks each address in turn whether it takes the key, with a request that costs nothing.

    An address that cannot be reached does not keep the next one from being asked: a key of one
    region is often given where the other cannot be reached at all.

    Args:
        keeper: Asks.
        key: As the user gave it.
        base_urls: At least one.

    Returns:
        The first address that takes it, and what is wrong with the account although its key is
        good, "" if nothing is.

    Raises:
        SettingsError: if an address cannot be used.
        RequestError: one of its subclasses: where somebody could not be asked, the first such
            failure; else the refusal.
    """
    failures: list[RequestError] = []
    for url in base_urls:
        try:
            return url, await keeper.try_key(key, url)
        except RequestError as error:
            if isinstance(error, AuthenticationFailed) and not was_refused(error):
                raise  # it can be a key nowhere
            failures.append(error)
    unasked = (error for error in failures if not was_refused(error))
    raise next(unasked, failures[0])


def was_refused(error: RequestError) -> bool:
    """Whether an endpoint has refused the key, and not this program before any request."""
    return isinstance(error, AuthenticationFailed) and error.detail.status is not None


async def try_and_keep(
    keeper: UserAccounts,
    name: str,
    key: str,
    base_urls: Sequence[str],
    *,
    untried: bool = False,
    in_file: bool = False,
) -> tuple[Account, str]:
    """Keeps a key for the first address that takes it.

    Args:
        keeper: Tries and keeps.
        name: The account's.
        key: As the user gave it.
        base_urls: At least one.
        untried: Whether it is kept for the first address without a request.
        in_file: Whether to leave the keyring alone.

    Returns:
        The account, and what is wrong with it although its key is good, "" if nothing is.

    Raises:
        SettingsError: if name or address cannot be used, or nothing could be written.
        RequestError: as `try_key`; nothing is kept then.
    """
    url, remark = (base_urls[0], "") if untried else await try_key(keeper, key, base_urls)
    return await keeper.keep(name, key, url, in_file=in_file), remark

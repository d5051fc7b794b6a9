"""Every failure that a user can meet: what happened, what to do, and the detail.

    ChatError
      RequestError              the endpoint, or the way to it
        NoCredentials           no key was found
        ForeignKey              the key found belongs to another service
        AuthenticationFailed    401; codes 1004, 2049
        PermissionDenied        403; code 2061
        InsufficientBalance     402, or 500 with code 1008
        RateLimited             429; codes 1002, 1039, 1041, 2045
        PlanLimitReached        429 with code 2056, 1028, 1030
        Overloaded              529, 503; code 2064
        ServerFailed            500, 502, 504; codes 1000, 1001, 1024, 1033
        ContextTooLong          400 with 2013 "context window exceeds limit"
        RequestTooLarge         413
        UnknownModel            404, or 400 with 2013 "unknown model"
        ContentRefused          codes 1026, 1027
        UnsupportedMedia        400 that names a content type
        BrokenToolHistory       400 that names a tool's id or arguments
        ThinkingRefused         400 that names thinking or its signature
        InvalidRequest          any other 400 or 422
        WrongEndpoint           404 in plain text or HTML: the base URL is not the API's
        UnexpectedAnswer        200 with something that is no stream
        ConnectionFailed        refused, reset or closed before headers
          NameNotFound          DNS knows no such host, or does not answer
          CertificateRefused    TLS: the server's certificate cannot be verified
          ProxyFailed           407, or a proxy that refuses the connection
        ConnectionTimedOut      no headers in time; 408
        StreamFailed            the stream began and did not end
          StreamCut             closed, reset, or ended without `message_stop`
          StreamStalled         no data for too long
          StreamMalformed       an event that is no JSON object
          StreamErrorEvent      an `error` event that no other class names
      StorageError              the database, or the disk below it
        StorageUnavailable      cannot be opened or written
          StorageBusy           another program holds its lock
        DiskFull
        SchemaTooNew            written by a later version
        SessionNotFound
        AmbiguousSession
      ExportFailed              a file that cannot be written
      ImportRefused             a file that is broken, or of no kind that is known
      SettingsError             a settings file or value
        PlainHttpRefused        the base URL is http, to another machine, and nobody allowed that
      InternalError             a fault in this program

Sources of codes: MiniMax's error-code page and public reports, 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.surface import command_words, in_shell

INTERNATIONAL_HOST = "api.minimax.io"
CHINA_HOST = "api.minimaxi.com"


class Remedy(StrEnum):
    """What the program can do about an error, for the key that a notice offers."""

    TRY_AGAIN = "try_again"
    CONTINUE = "continue"
    NEW_SESSION = "new_session"
    CHOOSE_MODEL = "choose_model"
    GIVE_KEY = "give_key"
    SETTINGS = "settings"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Detail:
    """The technical side of an error."""

    status: int | None = None
    """HTTP status."""
    code: int | None = None
    """MiniMax's own code, such as 2013."""
    request_id: str | None = None
    """`request_id` of the error's body."""
    message: str = ""
    """The endpoint's or system's own words; foreign text."""
    retry_after_s: float | None = None
    """Seconds the endpoint, or a gateway before it, asks to wait."""

    def __str__(self) -> str:
        parts = [f"HTTP {self.status}" if self.status else "", self.message]
        if self.code is not None and f"({self.code})" not in self.message:
            parts.append(f"code {self.code}")
        if self.request_id:
            parts.append(f"request {self.request_id}")
        return " · ".join(filter(None, parts))


class ChatError(Exception):
    """Something went wrong in a way that a user should be told.

    Attributes:
        what: What happened, in plain words.
        advice: What to do about it.
        detail: The technical side.
    """

    remedy = Remedy.NONE
    retryable = False
    """Whether the same request may succeed a little later without a change."""

    def __init__(self, what: str = "", advice: str = "", detail: Detail | None = None) -> None:
        default_what, default_advice = self.words()
        self.what = what or default_what
        self.advice = advice or default_advice
        self.detail = detail or Detail()
        super().__init__(self.what)

    def words(self) -> tuple[str, str]:
        """What happened and what to do, as said where nothing better is known."""
        return tr("Something went wrong."), ""

    @property
    def kind(self) -> str:
        """The error's name, as stored with a message."""
        return type(self).__name__


class RequestError(ChatError):
    """The endpoint refused the request, or could not be reached."""

    remedy = Remedy.TRY_AGAIN

    def words(self) -> tuple[str, str]:
        return tr("The request failed."), tr("Try again.")


class NoCredentials(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("There is no API key yet."), tr(
            "Give one with {command} (keys come from {world}, in China from {china}); or set "
            "MINIMAX_API_KEY, or try `minimax-chat --demo`.",
            command=command_words("/key"),
            world="platform.minimax.io",
            china="platform.minimaxi.com",
        )


class ForeignKey(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("The key that was found is Anthropic's, so it was not sent to MiniMax."), tr(
            "Give a MiniMax key with {command}, or in MINIMAX_API_KEY.",
            command=command_words("/key"),
        )


class AuthenticationFailed(RequestError):
    remedy = Remedy.GIVE_KEY

    def words(self) -> tuple[str, str]:
        what = tr("MiniMax did not accept the API key.")
        hosts = {"world": INTERNATIONAL_HOST, "china": CHINA_HOST}
        if in_shell():
            return what, tr(
                "Give another one with `minimax-chat auth set --region auto`, which tries both "
                "regions; or name the region of this one: --base-url https://{world}/anthropic, "
                "in China https://{china}/anthropic.",
                **hosts,
            )
        return what, tr(
            "Give another key with /key, or choose the other region: {world}, in China {china}.",
            **hosts,
        )


class PermissionDenied(RequestError):
    remedy = Remedy.CHOOSE_MODEL

    def words(self) -> tuple[str, str]:
        advice = tr("The model may not be in your plan: choose another one.")
        return tr("The key may not do that."), _with_model_option(advice)


class InsufficientBalance(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("The account has no balance left."), tr(
            "Top it up on MiniMax's platform, then try again."
        )


class RateLimited(RequestError):
    retryable = True

    def words(self) -> tuple[str, str]:
        return tr("Too many requests or tokens in a short time."), tr(
            "Wait a little, then try again."
        )


class PlanLimitReached(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("Your plan's usage limit is reached."), tr(
            "Wait for its reset, or use a pay-as-you-go key."
        )


class Overloaded(RequestError):
    retryable = True

    def words(self) -> tuple[str, str]:
        return tr("MiniMax is under high load."), tr("Wait a little, then try again.")


class ServerFailed(RequestError):
    retryable = True

    def words(self) -> tuple[str, str]:
        return tr("MiniMax had a fault of its own."), tr("Try again.")


class ContextTooLong(RequestError):
    remedy = Remedy.NEW_SESSION

    def words(self) -> tuple[str, str]:
        return tr("The conversation no longer fits the model's context window."), tr(
            "Start a new session, lower max_tokens, or choose a model with a larger window."
        )


class RequestTooLarge(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("The request is larger than MiniMax takes (64 MB)."), tr(
            "Send less or smaller media."
        )


class UnknownModel(RequestError):
    remedy = Remedy.CHOOSE_MODEL

    def words(self) -> tuple[str, str]:
        advice = tr("Choose another one.")
        return tr("MiniMax does not know this model."), _with_model_option(advice)


class ContentRefused(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("MiniMax refused the content as sensitive."), tr("Change the prompt.")


class UnsupportedMedia(RequestError):
    remedy = Remedy.CHOOSE_MODEL

    def words(self) -> tuple[str, str]:
        return tr("The model does not take this kind of content."), tr(
            "Pictures and video need MiniMax-M3."
        )


class BrokenToolHistory(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("MiniMax did not accept a tool call in the history."), tr("Try again.")


class ThinkingRefused(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("MiniMax did not accept the thinking of an earlier answer."), tr("Try again.")


class InvalidRequest(RequestError):
    remedy = Remedy.SETTINGS

    def words(self) -> tuple[str, str]:
        advice = tr("Check the settings.")
        if in_shell():
            advice = tr("Check the settings: {command}.", command=command_words("/settings"))
        return tr("MiniMax did not accept the request."), advice


class WrongEndpoint(RequestError):
    remedy = Remedy.SETTINGS

    def words(self) -> tuple[str, str]:
        return tr("There is no MiniMax API at this base URL."), tr(
            "It should be https://{world}/anthropic, or https://{china}/anthropic in China.",
            world=INTERNATIONAL_HOST,
            china=CHINA_HOST,
        )


class UnexpectedAnswer(RequestError):
    def words(self) -> tuple[str, str]:
        return tr("The answer is not in the form that MiniMax's API gives."), tr(
            "Check the base URL, and any proxy between."
        )


class ConnectionFailed(RequestError):
    retryable = True

    def words(self) -> tuple[str, str]:
        return tr("MiniMax could not be reached."), tr(
            "Check the network (and the proxy, if you use one), then try again."
        )


class NameNotFound(ConnectionFailed):
    def words(self) -> tuple[str, str]:
        return tr("The server's name could not be found."), tr(
            "Check the network and the base URL, then try again."
        )


class CertificateRefused(ConnectionFailed):
    retryable = False

    def words(self) -> tuple[str, str]:
        return tr("The server's certificate could not be verified."), tr(
            "Check the computer's clock, and whether a proxy or firewall reads the traffic."
        )


class ProxyFailed(ConnectionFailed):
    retryable = False

    def words(self) -> tuple[str, str]:
        return tr("The proxy did not let the connection through."), tr(
            "Check the proxy's address in HTTPS_PROXY or HTTP_PROXY, then try again."
        )


class ConnectionTimedOut(RequestError):
    retryable = True

    def words(self) -> tuple[str, str]:
        return tr("MiniMax did not answer in time."), tr("Try again.")


class StreamFailed(RequestError):
    """The answer began and did not come to its end; what came is kept.

    `retryable` counts only while no block of it has come.
    """

    remedy = Remedy.CONTINUE

    def words(self) -> tuple[str, str]:
        return tr("The answer broke off."), _kept()


class StreamCut(StreamFailed):
    retryable = True

    def words(self) -> tuple[str, str]:
        return tr("The connection was cut before the answer was complete."), _kept()


class StreamStalled(StreamFailed):
    retryable = True

    def words(self) -> tuple[str, str]:
        return tr("No more data came."), _kept()


class StreamMalformed(StreamFailed):
    def words(self) -> tuple[str, str]:
        return tr("A part of the answer could not be read."), _kept()


class StreamErrorEvent(StreamFailed):
    def words(self) -> tuple[str, str]:
        return tr("MiniMax reported an error in the middle of the answer."), _kept()


def _with_model_option(advice: str) -> str:
    """Says in the shell how; elsewhere the notice offers the key of the command."""
    if not in_shell():
        return advice
    return sentences(advice, tr("--model takes one, and `minimax-chat models` lists them."))


def _kept() -> str:
    """Continuing is offered by the screen: there may be nothing to go on with."""
    return tr("What came is kept. Try again.")


class StorageError(ChatError):
    """Something about the database or the disk below it."""

    def words(self) -> tuple[str, str]:
        advice = "" if in_shell() else tr("The chat goes on in memory.")
        return tr("The chat could not be stored."), advice


class StorageUnavailable(StorageError):
    pass


class StorageBusy(StorageUnavailable):
    def words(self) -> tuple[str, str]:
        what = tr("The database is locked by another program.")
        if in_shell():
            return what, tr("Try again when that has ended.")
        return what, tr("The chat goes on in memory, and storing is tried again.")


class DiskFull(StorageError):
    def words(self) -> tuple[str, str]:
        what = tr("The disk is full.")
        if in_shell():
            return what, tr("Make room, then try again.")
        return what, tr("Make room: the chat goes on in memory, and storing is tried again.")


class SchemaTooNew(StorageError):
    def words(self) -> tuple[str, str]:
        return tr("The database was written by a later version of minimax-chat."), tr(
            "Update minimax-chat, or set MINIMAX_CHAT_HOME to another folder."
        )


class SessionNotFound(StorageError):
    def words(self) -> tuple[str, str]:
        return tr("There is no such session."), tr(
            "{command} lists those that there are.", command=command_words("/sessions")
        )


class AmbiguousSession(StorageError):
    def words(self) -> tuple[str, str]:
        return tr("Several sessions begin like that."), tr("Give more of the id.")


class ExportFailed(ChatError):
    def words(self) -> tuple[str, str]:
        return tr("The file could not be written."), tr("Give another place.")


class ImportRefused(ChatError):
    def words(self) -> tuple[str, str]:
        return tr("The file cannot be imported."), tr("Nothing of it was stored.")


class SettingsError(ChatError):
    def words(self) -> tuple[str, str]:
        return tr("A setting cannot be used."), ""


class PlainHttpRefused(SettingsError):
    """The key and the conversation would travel unencrypted.

    Attributes:
        host: Where to; "" where that is not known.
    """

    remedy = Remedy.SETTINGS

    def __init__(self, host: str = "") -> None:
        self.host = host
        super().__init__(
            tr(
                "The base URL is http: the key and the conversation would be sent unencrypted to "
                "{host}.",
                host=host or tr("another machine"),
            ),
            tr("Use https, or allow it with --allow-http {host}.", host=host or "HOST"),
        )


class InternalError(ChatError):
    remedy = Remedy.TRY_AGAIN

    def words(self) -> tuple[str, str]:
        return tr("minimax-chat had a fault of its own."), tr(
            "Nothing stored is lost. Please report it with the log."
        )

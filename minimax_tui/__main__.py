"""`python -m minimax_tui` is `minimax-chat`."""

import sys

from minimax_tui.cli.main import main

sys.exit(main())

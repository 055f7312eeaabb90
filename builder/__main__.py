"""`python -m builder` is `brochure`."""

import sys

from builder.cli import main

sys.exit(main())

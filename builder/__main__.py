"""`python -m builder` is `brochure`: the first lines of both, before anything that takes time."""

import gc
import importlib
import sys


def main() -> int:
    """Run the command line of this process and return its exit code; Ctrl-C is told from the first import on."""
    # One verb a process: what it makes lives until its end, and looking for garbage in it costs a twentieth of a build.
    gc.disable()
    try:
        command = importlib.import_module("builder.cli")
    except KeyboardInterrupt:
        # Nothing has been read yet that knows a language.
        sys.stderr.write("已中断。Interrupted.\n")
        return 130
    return int(command.main())


if __name__ == "__main__":
    sys.exit(main())

"""The embedded server's keeper: stops it when the last process that used it was killed and could not.

Run as a program of its own, from the standard library alone: `keeper.py IN_USE_LOCK PID_FILE PID`. It looks once a
second.
"""

import fcntl
import os
import signal
import socket
import sys
import time
from pathlib import Path


def main(lock_file: str, pid_file: str, pid: str) -> None:
    """Wait until the server is gone, or nobody holds the lock; in the latter case ask it to stop."""
    while _serves_a_second_later(Path(pid_file), pid):
        try:
            lock = os.open(lock_file, os.O_RDWR)
        except OSError:
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.kill(int(pid), signal.SIGINT)
            while _serves(Path(pid_file), pid):
                time.sleep(0.05)
        except BlockingIOError:
            continue
        except ProcessLookupError:
            return
        finally:
            os.close(lock)


def _serves_a_second_later(pid_file: Path, pid: str) -> bool:
    time.sleep(1.0)
    return _serves(pid_file, pid)


def _serves(pid_file: Path, pid: str) -> bool:
    """Whether the server is still the one this keeper was started for, and answers: a zombie does not."""
    try:
        lines = pid_file.read_text(encoding="utf-8").splitlines()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.connect(f"{lines[4].strip()}/.s.PGSQL.5432")
    except (OSError, IndexError):
        return False
    return lines[0] == pid


if __name__ == "__main__":
    main(*sys.argv[1:])

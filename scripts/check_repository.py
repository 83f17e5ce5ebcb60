"""What no linter looks at: lock files free of addresses, nothing that belongs to one machine."""

import re
import subprocess
import sys
from pathlib import Path

ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|file:", re.IGNORECASE)
SECRET = re.compile(r"sk-[A-Za-z0-9]{20,}|ghp_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}")
HOME_PATH = re.compile(r"/(?:home|Users)/[a-z][a-z0-9_-]*/|/root/")


def main() -> int:
    """Print each finding; exit 1 when there is one."""
    tracked = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True)
    findings: list[str] = []
    for name in tracked.stdout.splitlines():
        path = Path(name)
        if not path.is_file() or path == Path(__file__).relative_to(Path.cwd()):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if path.suffix == ".lock" and ADDRESS.search(line):
                findings.append(f"{name}:{number}: an address in a lock file")
            if SECRET.search(line):
                findings.append(f"{name}:{number}: looks like a secret")
            if HOME_PATH.search(line):
                findings.append(f"{name}:{number}: a path of one machine")
        if path.suffix == ".lock" and "--hash=sha256:" not in text:
            findings.append(f"{name}: a lock file without hashes")
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

"""The student's server and client, each in a process of its own.

How the bytes come in pieces is different each time, and so is the order between connections: of each line that they
print only its first two words are told, and how often.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
CONNECTIONS = 8
SAID_ONCE = re.compile(r"^(Listening on|accepted connection|closing connection|starting connection)", re.MULTILINE)

with subprocess.Popen(
    [sys.executable, HERE / "seed_server.py", "127.0.0.1", "0", str(CONNECTIONS)], stdout=subprocess.PIPE, text=True
) as server:
    listening = server.stdout.readline()
    port = re.search(r"(\d+)\)", listening)[1]
    client = subprocess.run(
        [sys.executable, HERE / "seed_client.py", "127.0.0.1", port, str(CONNECTIONS)],
        stdout=subprocess.PIPE,
        text=True,
    )
    said = {"server": listening + server.stdout.read(), "client": client.stdout}

for who, text in said.items():
    print(who, dict(sorted(Counter(SAID_ONCE.findall(text)).items())))
print("exit codes", server.returncode, client.returncode)
sys.exit(server.returncode or client.returncode)

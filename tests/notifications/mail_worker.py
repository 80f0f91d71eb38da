"""A worker's clock in a process of its own: make and send what is due at one moment, until nothing is owed."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from config import Config
from forum import clock, jobs
from forum.app import create_app
from forum.notifications import operations


def main() -> None:
    """Work with the settings named on the command line."""
    told = json.loads(sys.argv[1])
    config = Config(
        data=Path(told["data"]), secret_key="tests only", database_url=told["database_url"],
        base_url="http://localhost", smtp_url=told["smtp_url"], testing=True,
    )  # fmt: skip
    moment = datetime.fromisoformat(told["moment"])
    with create_app(config).app_context():
        for number in range(told["rounds"]):
            # Its minutes pass quickly: what failed or was left behind comes round.
            with clock.freeze(moment + timedelta(seconds=20 * number)):
                if number == 0:
                    jobs.release_leases()
                operations.make_letters()
                jobs.run_pending()
            time.sleep(0.02)


if __name__ == "__main__":
    main()

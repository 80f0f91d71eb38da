"""The WSGI entry point: `app` is the whole forum, configured from the environment."""

import gc

from config import Config
from forum.app import create_app

app = create_app(Config.from_env())

# What stands here lives as long as the process: the collector need not walk through it in the middle of a request.
gc.collect()
gc.freeze()

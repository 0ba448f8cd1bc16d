"""The settings under test: development's, from the defaults alone, in a data folder of their own.

pytest loads this before any conftest.py, so it is the place to set the environment.
"""

import os
import tempfile

_data = tempfile.TemporaryDirectory(prefix="videocall-test-")

os.environ["ENV_FILE"] = os.devnull  # a developer's .env must not change what the tests see
os.environ.setdefault("DEBUG", "1")
os.environ["DATA_DIR"] = _data.name
# Programs that the tests start use the real settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "videocall.settings"

from videocall.settings import *  # noqa: F403

CALLS_PER_MINUTE = CALLS_PER_MINUTE_TO_ONE = PAGES_PER_PERSON = 0  # tests do much in a minute
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones are slow on purpose

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # In a file, as it is served: threads wait for each other there, in a shared memory database they fail.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405

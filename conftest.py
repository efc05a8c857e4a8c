"""What all tests share."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def require(what: str, is_there: bool, how: str) -> None:
    """Skip loudly where ``what`` is absent; fail instead where HANDSCHLAG_REQUIRE_ALL is set."""
    if is_there:
        return
    message = f"{what} is absent: {how}"
    if os.environ.get("HANDSCHLAG_REQUIRE_ALL"):
        pytest.fail(message)
    pytest.skip(message)


def real_data(name: str) -> Path:
    """A folder of real data to measure against, which a clone lacks: skips loudly where it is absent, whatever is required.

    Found in ``../shared/data`` from the project's root, or in the folder HANDSCHLAG_DATA.
    """
    home = Path(os.environ.get("HANDSCHLAG_DATA") or Path(__file__).parent.parent / "shared" / "data")
    if not (home / name).is_dir():
        pytest.skip(f"real data is absent: {home / name} (or set HANDSCHLAG_DATA)")
    return home / name


def pytest_configure() -> None:
    """Fast passwords: tests of our own rules, not of the hash. Set before any class builds its world."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Spark session of our own, on the loopback interface."""
    require("PySpark", importlib.util.find_spec("pyspark") is not None, "make setup REQUIREMENTS=full")
    require("Java", shutil.which("java") is not None, "apt install openjdk-17-jre-headless")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("handschlag-tests")
    settings = {"ui.enabled": "false", "sql.shuffle.partitions": "2", "sql.session.timeZone": "UTC"}
    for name, value in {**settings, "sql.warehouse.dir": str(tmp_path_factory.mktemp("spark"))}.items():
        builder = builder.config(f"spark.{name}", value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_the_ledger() -> None:
    """Tests that commit empty every table when they end; the ledger would refuse."""
    from handschlag.ledger.tests.tampering import let_tests_empty_the_ledger

    let_tests_empty_the_ledger()


@pytest.fixture(autouse=True)
def _every_test_begins_in_english() -> Iterator[None]:
    """A page asked for in German leaves its language to the thread; no test may inherit it."""
    from django.utils import translation

    translation.activate("en")
    yield
    translation.activate("en")

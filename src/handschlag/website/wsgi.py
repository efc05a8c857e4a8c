"""The door for web servers; where so configured, the worker lives behind the same door."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if settings.WORKER_IN_SERVER:
    from handschlag.journey.worker import start_beside_the_server

    start_beside_the_server()

# What start-up made stays for good: the cycle collector need not walk it again, which would now and then cost a request 200 ms.
gc.collect()
gc.freeze()

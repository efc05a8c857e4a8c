"""The door for web servers; where so configured, the worker lives behind the same door."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if settings.WORKER_IN_SERVER:
    from handschlag.journey.worker import start_beside_the_server

    start_beside_the_server()

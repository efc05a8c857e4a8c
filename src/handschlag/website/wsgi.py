"""The door for web servers; where so configured, the worker lives behind the same door."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

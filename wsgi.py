"""The application for a WSGI server: `gunicorn wsgi:app`."""

from crowd.app import create_app

app = create_app()

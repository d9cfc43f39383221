"""The blueprint that the account pages stand on."""

from flask import Blueprint

from crowd.accounts.forms import LogInForm

bp = Blueprint("accounts", __name__)
# the page "log in first" is shown by core, at any address
bp.add_app_template_global(LogInForm, "LogInForm")

import pytest
from flask import Flask

from server import web


@pytest.fixture
def client():
    app = Flask(__name__)
    app.register_blueprint(web.blueprint)
    return app.test_client()

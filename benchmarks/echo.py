"""What Flask costs by itself: a route that answers with the JSON it was sent."""

from flask import Flask, Response, jsonify, request


def create_app() -> Flask:
    """A WSGI application with nothing but that route, everything about it Flask's own."""
    app = Flask("echo")

    @app.post("/v1/score")
    def echo() -> Response:
        return jsonify(request.get_json())

    return app

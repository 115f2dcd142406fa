"""The API describes itself: an example for every body, and each example is accepted by its own schema."""

from typing import Any

from fastapi.testclient import TestClient

REFERENCE = "#/components/schemas/"
NO_PROBLEMS = {
    ("/v1/confirm", "410"),  # a page, for a person
    ("/v1/health", "503"),  # how each part is, as where all is well
    ("/v1/health/ready", "503"),
}


def bodies(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The schema of every JSON body by "METHOD path"."""
    schemas = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                name = content["application/json"]["schema"]["$ref"].removeprefix(REFERENCE)
                schemas[f"{method.upper()} {path}"] = document["components"]["schemas"][name]
    return schemas


def test_every_body_has_an_example(http: TestClient) -> None:
    schemas = bodies(http.get("/openapi.json").json())
    assert len(schemas) >= 10
    assert [name for name, schema in schemas.items() if not schema.get("examples")] == []


def test_every_example_names_fields_that_exist(http: TestClient) -> None:
    for name, schema in bodies(http.get("/openapi.json").json()).items():
        for example in schema["examples"]:
            assert set(example) <= set(schema["properties"]), name
            assert set(schema.get("required", [])) <= set(example), name


def test_every_operation_says_what_it_does(http: TestClient) -> None:
    document = http.get("/openapi.json").json()
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert all(operation.get("description") for operation in operations)


def test_every_error_is_a_problem_document(http: TestClient, secret: dict[str, str]) -> None:
    document = http.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, told in operation["responses"].items():
                assert status.isdigit(), f"{method} {path} answers {status}"
                if status >= "400" and (path, status) not in NO_PROBLEMS:
                    problem = told["content"]["application/problem+json"]["schema"]
                    assert problem == {"$ref": f"{REFERENCE}Problem"}, f"{method} {path} {status}"
    schemas = document["components"]["schemas"]
    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)
    answered = http.put("/v1/products/mug", json={"price": "free"}, headers=secret).json()
    assert set(schemas["Problem"]["required"]) == set(answered)
    assert {field for error in answered["errors"] for field in error} == set(
        schemas["FieldProblem"]["properties"]
    )


def test_a_method_that_there_is_not_is_told_those_there_are(http: TestClient) -> None:
    for path, methods in http.get("/openapi.json").json()["paths"].items():
        refused = http.options(path.replace("{", "").replace("}", ""))
        assert refused.status_code == 405
        assert set(methods) <= set(refused.headers["allow"].lower().split(", ")), path


def test_everything_is_described(http: TestClient) -> None:
    document = http.get("/openapi.json").json()
    silent = [
        f"{method} {path} {parameter['name']}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ]
    for name, schema in document["components"]["schemas"].items():
        silent += [] if schema.get("description") else [name]
        silent += [
            f"{name}.{field}"
            for field, told in schema.get("properties", {}).items()
            if not told.get("description")
        ]
    assert silent == []


def test_a_generated_client_gets_plain_names_and_each_once(http: TestClient) -> None:
    document = http.get("/openapi.json").json()
    assert [name for name in document["components"]["schemas"] if not name.isalnum()] == []
    titles = [schema.get("title") for schema in document["components"]["schemas"].values()]
    assert len(set(titles)) == len(titles)
    called = [
        operation["operationId"] for methods in document["paths"].values() for operation in methods.values()
    ]
    assert len(set(called)) == len(called)

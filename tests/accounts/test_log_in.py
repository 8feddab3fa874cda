from tests.conftest import Api


def test_signs_up_a_company_and_shows_its_owner(anonymous: Api) -> None:
    signed_up = anonymous.post(
        "/api/auth/register/",
        {"email": "user@example.com", "password": "secure_password", "tenant_name": "My Company"},
    )
    assert signed_up.status_code == 201
    anonymous.headers["Authorization"] = f"Bearer {signed_up.json()['access']}"
    profile = anonymous.get("/api/me/").json()
    assert (profile["email"], profile["role"], profile["tenant"]["domain"]) == (
        "user@example.com",
        "owner",
        "my-company",
    )


def test_ends_the_access_token_at_log_out(api: Api) -> None:
    assert api.get("/api/me/").status_code == 200
    assert api.post("/api/auth/logout/").status_code == 205
    assert api.get("/api/me/").status_code == 401

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from apps.accounts import second_factor
from apps.accounts.serializers import second_factor as shapes
from apps.accounts.views.sessions import parse
from apps.core.permissions import PERSON
from apps.core.viewsets import ApiRequest, ApiView


class SecondFactorView(ApiView):
    access = PERSON
    before_second_factor = True

    @extend_schema(responses=shapes.SecondFactorSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Whether the caller has a second factor, and what is left of its recovery codes."""
        return Response(shapes.SecondFactorSerializer(request.user).data)


class BeginSecondFactorView(ApiView):
    access = PERSON
    before_second_factor = True

    @extend_schema(request=shapes.PasswordSerializer, responses={201: shapes.EnrolmentSerializer})
    def post(self, request: ApiRequest) -> Response:
        """A secret for an authenticator app (RFC 6238: 6 digits, 30 seconds), in force once a code confirms it."""
        enrolment = second_factor.begin_second_factor(actor=request.user, **parse(shapes.PasswordSerializer, request))
        return Response(asdict(enrolment), status=status.HTTP_201_CREATED)


class ConfirmSecondFactorView(ApiView):
    access = PERSON
    before_second_factor = True

    @extend_schema(request=shapes.CodeSerializer, responses=shapes.RecoveryCodesSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Put the second factor in force by its first code. The recovery codes are shown this once."""
        body = parse(shapes.CodeSerializer, request)
        codes = second_factor.confirm_second_factor(actor=request.user, session=_session(request), **body)
        return Response({"recovery_codes": codes})


class ProveSecondFactorView(ApiView):
    access = PERSON
    before_second_factor = True

    @extend_schema(request=shapes.CodeSerializer, responses=shapes.ProofSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Prove the second factor anew in this session: what does lasting harm asks for a fresh proof."""
        body = parse(shapes.CodeSerializer, request)
        verified_at = second_factor.prove_second_factor(actor=request.user, session=_session(request), **body)
        return Response(shapes.ProofSerializer({"verified_at": verified_at}).data)


class RecoveryCodesView(ApiView):
    access = PERSON

    @extend_schema(request=shapes.CodeSerializer, responses=shapes.RecoveryCodesSerializer)
    def post(self, request: ApiRequest) -> Response:
        """New recovery codes; the old ones are void."""
        codes = second_factor.renew_recovery_codes(actor=request.user, **parse(shapes.CodeSerializer, request))
        return Response({"recovery_codes": codes})


class DisableSecondFactorView(ApiView):
    access = PERSON

    @extend_schema(request=shapes.PasswordAndCodeSerializer, responses={204: None})
    def post(self, request: ApiRequest) -> Response:
        """Go without a second factor, where the company does not ask for one."""
        second_factor.disable_second_factor(actor=request.user, **parse(shapes.PasswordAndCodeSerializer, request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _session(request: ApiRequest) -> UUID:
    """The log-in session of the request, which PERSON makes sure there is."""
    claims: Any = request.auth
    session: UUID = claims.session
    return session

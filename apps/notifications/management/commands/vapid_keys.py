import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management.base import BaseCommand, CommandParser

from apps.notifications.channels.push import encode_key


class Command(BaseCommand):
    help = "Make a pair of keys for pushes to browsers. The private one belongs into VAPID_PRIVATE_KEY."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Write the keys as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        private = encode_key(key.private_numbers().private_value.to_bytes(32))
        public = encode_key(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
        if options["json"]:
            self.stdout.write(json.dumps({"private_key": private, "public_key": public}))
            return
        self.stdout.write(f"VAPID_PRIVATE_KEY={private}\n# What browsers subscribe with: {public}")

"""What can be set from outside: environment variables `IMMERSE_…`, read once, passed on as a value."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from matcher.layout import REGULATED_FILE, STEPS_FILE, Artefacts

ASKED_DAYS = 183  # six months


class Settings(BaseSettings):
    """All settings; lengths are numbers of bytes or of entries as their names say."""

    model_config = SettingsConfigDict(env_prefix="IMMERSE_", frozen=True, extra="ignore", populate_by_name=True)

    data: Path = Field(default=Path(".immerse"), description="folder of the database and all artefacts")
    database_url: str = Field(
        default="",
        validation_alias="IMMERSE_DATABASE",
        repr=False,  # it may hold a password
        description="a PostgreSQL database, as postgresql://name:password@host/database; unset: an SQLite file in the "
        "data folder",
    )
    keys: Path | None = Field(
        default=None,
        description="folder of the key ring, readable by the service only; unset: keys in the data folder, where the "
        "keys of people always are",
    )
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on")
    workers: int = Field(
        default=1, ge=1, le=64, description="processes that answer; one more stands by to replace one that dies"
    )
    deadline_ms: int = Field(
        default=2000, ge=1, description="how long a request may wait while others are answered, before it is refused"
    )
    min_free_bytes: int = Field(
        default=100_000_000, ge=0, description="with less room on the disk nothing new is stored; reading goes on"
    )
    reserve_bytes: int = Field(
        default=32_000_000, ge=0, description="room kept for records of what is done, for when others fill the disk"
    )
    esco_source: str = Field(default="", description="an ESCO release: folder, zip or URL; replaces the starter set")
    esco_labels: str = Field(default="", description="label overlays, files separated by ':'")
    regulated: str = Field(
        default="", description="own table of regulated work, in the data folder; unset: regulated.tsv if it is there"
    )
    steps: str = Field(
        default="", description="own catalogue of steps, in the data folder; unset: steps.tsv if it is there"
    )
    max_body_bytes: int = Field(default=1_000_000, ge=1, description="longest request body")
    max_import_bytes: int = Field(default=64_000_000, ge=1, description="longest body of a bulk import")
    max_file_bytes: int = Field(default=10_000_000, ge=1, description="longest file whose text is read, such as a CV")
    survey_pairs: int = Field(
        default=10_000_000,
        ge=1,
        description="for how many pairs of a person and a vacancy demand is counted, a million a second; of more than "
        "that a sample is drawn",
    )
    max_top: int = Field(default=1000, ge=1, description="longest list of matches in one answer")

    tls_cert: Path | None = Field(default=None, description="certificate chain in PEM, to serve over TLS")
    tls_key: Path | None = Field(default=None, description="its private key in PEM")
    proxies: str = Field(
        default="",
        description="addresses or networks of reverse proxies, separated by ','; only from these is X-Forwarded-For "
        "and X-Forwarded-Proto believed",
    )
    second_factor: bool = Field(
        default=True, description="whether every user with a password here needs a second factor as well"
    )
    oidc_issuer: str = Field(default="", description="address of an OpenID Connect provider that users may sign in at")
    oidc_client: str = Field(default="", description="the client id that it knows this installation by")
    oidc_secret_file: Path | None = Field(
        default=None, description="file with the client secret; unset for a public client, which proves itself by PKCE"
    )
    public_address: str = Field(
        default="", description="how browsers reach this installation, such as https://match.example.org; for OpenID"
    )
    rate_read: int = Field(default=600, ge=0, description="reading requests a minute of each user; 0: no limit")
    rate_write: int = Field(default=240, ge=0, description="writing requests a minute of each user; 0: no limit")
    rate_heavy: int = Field(
        default=60, ge=0, description="imports and work over everybody, a minute, of each user; 0: no limit"
    )
    rate_keys: int = Field(default=60_000, ge=0, description="requests a minute of each service key; 0: no limit")
    rate_strangers: int = Field(
        default=60, ge=0, description="requests a minute from each address that sign in or show nothing; 0: no limit"
    )

    trace_days: int = Field(
        default=183,
        ge=1,
        description="how long rankings of stored profiles are kept for replay; the AI Act asks for six months",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="what is logged, as lines of JSON on stderr; never what people wrote"
    )
    profile_days: int = Field(
        default=730, ge=0, description="after how many days without contact a person is erased; 0: never"
    )
    warn_days: int = Field(
        default=30, ge=1, description="how long before that a person is on the list of those to be erased"
    )
    user_days: int = Field(
        default=1095,
        ge=0,
        description="how long after a user has ended it can be found out whom the record means; 0: for ever",
    )
    audit_anchor: Path | None = Field(
        default=None,
        description="where heads of the audit chain are noted; set it to another disk: unset, audit-anchors.jsonl "
        "in the data folder, which finds less",
    )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is set so that law speaks against it, with the reason; said at every start."""
        if self.trace_days >= ASKED_DAYS:
            return ()
        said = f"IMMERSE_TRACE_DAYS is {self.trace_days}: the AI Act (Articles 19, 26(6)) asks that logs of a system"
        return (
            f"{said} that ranks are kept for at least six months ({ASKED_DAYS} days), unless other law says otherwise",
        )

    @property
    def trusted_proxies(self) -> list[str]:
        """Addresses and networks of reverse proxies."""
        return [proxy.strip() for proxy in self.proxies.split(",") if proxy.strip()]

    @property
    def audit_anchors(self) -> Path:
        """The file of anchors."""
        return self.audit_anchor or self.data / "audit-anchors.jsonl"

    @property
    def database(self) -> Path:
        """The SQLite file, where no other database is named."""
        return self.data / "immerse.sqlite"

    @property
    def reserve(self) -> Path:
        """The file that keeps room for records."""
        return self.data / "reserve"

    @property
    def has_database(self) -> bool:
        """Whether there is a database already; whoever names one has made it."""
        return bool(self.database_url) or self.database.exists()

    @property
    def artefacts(self) -> Artefacts:
        """Where the artefacts lie."""
        return Artefacts(self.data)

    @property
    def index(self) -> Path:
        """The folder of index generations."""
        return self.data / "index"

    @property
    def regulated_table(self) -> Path | None:
        """The installation's own rows of regulated work."""
        return self._own(self.regulated, REGULATED_FILE)

    @property
    def steps_table(self) -> Path | None:
        """The installation's own rows of the catalogue of steps."""
        return self._own(self.steps, STEPS_FILE)

    def _own(self, name: str, usual: str) -> Path | None:
        """Return the file that was named, there or not, else the one of the usual name where it is there."""
        path = self.data / (name or usual)
        return path if name or path.exists() else None

    @property
    def overlays(self) -> tuple[Path, ...]:
        """The label overlay files."""
        return tuple(Path(name) for name in self.esco_labels.split(":") if name)

"""Which plain values are secrets: names and values in, yes or no out. The one table of it.

Encrypted data bags and vaults are secret as a whole and do not come here. In a plain data bag a value is secret when
a name on its path says so, or when it looks like key material: companies that keep passwords in plain data bags name
them plainly, and a password that is baked into an image because its name was unusual is worse than a comment that is
mounted. Identifiers are left alone, because a user's name and shell must be in the image. For node attributes the
names are fewer and only the last one counts: attributes are mostly settings, and `password_file` is a path.
cook2image.yaml overrules both ways (`secrets:` and `public:`, globs over the path).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from translator.load.project import Project, Settings


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SECRET_PARTS = ("password", "passwd", "passphrase", "secret", "credential", "apikey", "api_key", "private_key")
"""Texts that make a name secret wherever they occur in it: `dbpassword`, `secretKeyBase`."""

SECRET_WORDS = _words("pwd token tokens private authkey keytab")
"""Words that make a name secret wherever they stand in it."""

LAST_WORDS = _words("key keys pass auth license licence salt shadow hash pin seed cookie community psk")
"""Words that make a name secret only at its end: `deploy_key` is one, `key_country` says what a key is about."""

PUBLIC_NAMES = _words(
    "id name names uid gid shell home comment groups group action actions port ports host hosts hostname hostnames "
    "fqdn ipaddress address users user username email mail description environment env roles role tags type version "
    "key_name key_id key_type key_size keyserver key_server keytype public_key public_keys ssh_key ssh_keys "
    "authorized_keys ssh_public_key ssh_public_keys pubkey public publickey key_url gpg_key_url known_hosts "
    "fingerprint key_fingerprint path paths file files dir directory primary_key keyboard keyspace keystore_path "
    "hash_type chef_type data_bag json_class raw_data"
)

PUBLIC_ENDS = _words(
    "user username login host hostname port url uri endpoint name email path file dir directory region database type size"
)
"""Last words that make a name public: `db_user` in the bag `secrets` is no secret, nor is `key_type`."""

ATTRIBUTE_WORDS = ("password", "passwd", "secret", "private_key", "api_key", "token")

_WORD = re.compile(r"[A-Za-z][a-z0-9]*|[A-Z]+")
_KEY_MATERIAL = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|^\$(?:1|2[aby]|5|6|y)\$|^AKIA[0-9A-Z]{16}$|^ghp_|^xox[bp]-"
)
_USERINFO = re.compile(r"^[a-z][a-z0-9+.-]*://[^/@\s:]+:[^/@\s]+@", re.IGNORECASE)
_SSH_PUBLIC = re.compile(r"^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+@openssh\.com) [A-Za-z0-9+/=]+")
_PATH_OR_URL = re.compile(r"^(?:/|~/|[a-z][a-z0-9+.-]*://)\S*$", re.IGNORECASE)
_VARIABLE = re.compile(r"^\$\{?[A-Za-z_]+\}?$|^%\{?[A-Za-z_]+\}?%?$")
_PLAIN_WORDS = {"", "true", "false", "yes", "no", "none", "nil", "null", "x", "*", "!", "!!"}
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_SMALLEST_SECRET_NUMBER = 1000


class Secrecy:
    """The decision for one project: the table above, overruled by the settings."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._secret = settings.secrets if settings is not None else ()
        self._public = settings.public if settings is not None else ()

    def of_data_bag(self, path: Sequence[str], value: object) -> bool:
        """Tell whether a value of a plain data bag is secret; `path` is bag, item and the keys down to it."""
        asked = self._asked(("data_bag", *path))
        return _data_bag_secret(path, value) if asked is None else asked

    def of_attribute(self, path: Sequence[str], value: str) -> bool:
        """Tell whether a string among the node attributes is secret; `path` is the keys down to it."""
        if self._secret or self._public:
            asked = self._asked(("attribute", *path))
            if asked is not None:
                return asked
        return bool(path) and is_secret_attribute(path[-1]) and _can_be_secret(value)

    def of_hiera(self, path: Sequence[str], value: str) -> bool:
        """Tell whether a string in Puppet's data files is secret; `path` is the key and the keys below it."""
        asked = self._asked(("hiera", *path)) if self._secret or self._public else None
        if asked is not None:
            return asked
        return is_secret_attribute(path[-1].rpartition("::")[2]) and _can_be_secret(value)

    def _asked(self, path: Sequence[str]) -> bool | None:
        whole = "/".join(path)
        if any(fnmatchcase(whole, pattern) for pattern in self._public):
            return False
        return True if any(fnmatchcase(whole, pattern) for pattern in self._secret) else None


_SHORTEST_MASKED = 4


def secret_texts(project: Project) -> frozenset[str]:
    """Return the texts of all secret values in data bags and given attributes, for taking them out of what others say."""
    secrecy = Secrecy(project.settings)
    found = {
        text
        for bag, items in project.data_bags.items()
        for key, item in items.items()
        for path, text in _leaves(item.data, (bag, key))
        if secrecy.of_data_bag(path, text)
    }
    found |= {text for path, text in _leaves(dict(project.attributes), ()) if secrecy.of_attribute(path, text)}
    return frozenset(text for text in found if len(text) >= _SHORTEST_MASKED)


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    elif isinstance(value, str):
        yield path, value


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Tell whether a bag, an item or a key is named like a secret by one of its words."""
    if is_public_name(name):
        return False
    words = [word.lower() for word in _WORD.findall(name)]
    if any(part in name.lower() for part in SECRET_PARTS) or any(word in SECRET_WORDS for word in words):
        return True
    return bool(words) and words[-1] in LAST_WORDS


@lru_cache(maxsize=8192)
def is_public_name(name: str) -> bool:
    """Tell whether a key is named like an identifier, which has to be in the image."""
    words = [word.lower() for word in _WORD.findall(name)]
    return name.lower() in PUBLIC_NAMES or bool(words and words[-1] in PUBLIC_ENDS)


@lru_cache(maxsize=8192)
def is_secret_attribute(name: str) -> bool:
    """Tell whether the last key of an attribute is named like a secret: it ends with one of ATTRIBUTE_WORDS."""
    lower = name.lower()
    return any(lower == word or lower.endswith(("_" + word, "-" + word)) for word in ATTRIBUTE_WORDS)


def looks_like_key(value: str) -> bool:
    """Tell whether a text is key material by itself: a private key, a crypted password, a URL with a password."""
    return bool(_KEY_MATERIAL.search(value) or _USERINFO.match(value))


def _data_bag_secret(path: Sequence[str], value: object) -> bool:
    if isinstance(value, str) and looks_like_key(value):
        return True
    if not _is_candidate(value):
        return False
    return bool(path) and not is_public_name(path[-1]) and any(is_secret_name(part) for part in path)


def _is_candidate(value: object) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, (int, float)):
        return value >= _SMALLEST_SECRET_NUMBER
    return isinstance(value, str) and _can_be_secret(value)


def _can_be_secret(value: str) -> bool:
    if value.lower() in _PLAIN_WORDS or value.startswith(_CERTIFICATE) or _VARIABLE.match(value):
        return False
    if _USERINFO.match(value):
        return True
    return not (_SSH_PUBLIC.match(value) or (_PATH_OR_URL.match(value) and "\n" not in value))

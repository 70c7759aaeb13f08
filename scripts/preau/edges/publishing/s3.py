"""A site published into S3-compatible storage: objects of a bucket, under a prefix or not."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from html import unescape
from typing import TypeVar
from urllib.parse import quote

from preau.edges.publishing.headers import cache_of, type_of
from preau.edges.publishing.plan import File
from preau.edges.publishing.sigv4 import Answer, Client, Keys
from preau.edges.publishing.stores import FILES, KEPT, Upload
from preau.edges.refusal import Refusal
from preau.i18n import N_

AT_ONCE = 8
"""Requests under way at the same time."""
_DIGEST = "x-amz-meta-sha256"
_T = TypeVar("_T")
_REFUSED = {
    "NoSuchBucket": N_("There is no bucket called {bucket} at {endpoint}."),
    "AccessDenied": N_("{endpoint} does not let these keys do that in the bucket {bucket}."),
    "InvalidAccessKeyId": N_("{endpoint} does not know the key of AWS_ACCESS_KEY_ID."),
    "SignatureDoesNotMatch": N_("{endpoint} does not recognise the signature: is AWS_SECRET_ACCESS_KEY the right one?"),
    "AuthorizationHeaderMalformed": N_("{endpoint} expects another region than the one of AWS_REGION."),
    "RequestTimeTooSkewed": N_("The clock of this computer is wrong: {endpoint} refuses what it signs."),
    "QuotaExceeded": N_("The bucket {bucket} is full: its quota at {endpoint} is reached."),
}
_SAME = {
    "XMinioStorageFull": "QuotaExceeded", "InsufficientStorage": "QuotaExceeded", "EntityTooLarge": "QuotaExceeded",
    "XMinioAdminBucketQuotaExceeded": "QuotaExceeded", "QuotaExceededException": "QuotaExceeded",
    "AllAccessDisabled": "AccessDenied", "InvalidToken": "InvalidAccessKeyId",
    "PermanentRedirect": "AuthorizationHeaderMalformed",
}  # fmt: skip
_STATUS = {403: "AccessDenied", 507: "QuotaExceeded"}


class S3:
    """A prefix of a bucket. Objects carry their digest, their type and how long they may be kept."""

    def __init__(self, client: Client, bucket: str, prefix: str, *, public: bool = False) -> None:
        self._client, self._bucket, self._public = client, bucket, public
        self._prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self.name = f"s3://{bucket}/{self._prefix}"

    def read(self) -> dict[str, bytes]:
        """The small files of the state that are there, by name."""
        found = {name: self._ask("GET", name, fine=(404,)) for name in FILES}
        return {name: answer.body for name, answer in found.items() if answer.status != 404}

    def write(self, name: str, data: bytes | None) -> None:
        """Replace one small file of the state; None removes it."""
        if data is None:
            self._ask("DELETE", name, fine=(404,))
        else:
            told = {"content-type": "application/json", "cache-control": "no-store", "content-md5": _md5(data)}
            self._ask("PUT", name, headers=told, body=data)

    def stranger(self) -> str | None:
        """An object that is there and that is not hidden, None in an empty place."""
        return next((key for key in self._list("") if not key.startswith(".")), None)

    def room_for(self, size: int) -> None:
        """Storage does not say how much it can hold."""

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """The digest that each object carries; one without, or put by something else, has an empty one."""

        def one(path: str) -> tuple[str, str | None]:
            answer = self._ask("HEAD", path, fine=(404,))
            return path, None if answer.status == 404 else answer.headers.get(_DIGEST, "")

        return {path: digest for path, digest in self._each(one, paths) if digest is not None}

    def put(self, uploads: Iterable[Upload]) -> None:
        """Put objects; each is sent with its digest, so that storage refuses one that was damaged on the way."""

        def one(upload: Upload) -> None:
            data = upload.local.read_bytes()
            told = {
                "content-type": type_of(upload.path), "cache-control": cache_of(upload.path),
                "content-md5": _md5(data), _DIGEST: hashlib.sha256(data).hexdigest(), **self._readers(),
            }  # fmt: skip
            if upload.file.encoding:
                told["content-encoding"] = upload.file.encoding
            self._ask("PUT", upload.path, headers=told, body=data)

        self._each(one, uploads)

    def _readers(self) -> dict[str, str]:
        return {"x-amz-acl": "public-read"} if self._public else {}

    def remove(self, paths: Iterable[str]) -> None:
        """Remove objects; what is gone already is no fault."""
        self._each(lambda path: self._ask("DELETE", path, fine=(404,)), paths)

    def keep(self, paths: Mapping[str, str]) -> None:
        """Keep copies of objects under their digests, made by the storage itself."""
        known, copies = self.kept(), {digest: path for path, digest in paths.items()}
        self._each(
            lambda digest: self._copy(copies[digest], f"{KEPT}/{digest}", {}),
            [digest for digest in copies if digest not in known],
        )

    def restore(self, files: Mapping[str, File]) -> None:
        """Put kept copies back in place."""
        self._each(
            lambda path: self._copy(f"{KEPT}/{files[path].digest}", path, self._headers(path, files[path])), files
        )

    def _headers(self, path: str, file: File) -> dict[str, str]:
        told = {
            "x-amz-metadata-directive": "REPLACE", "content-type": type_of(path), "cache-control": cache_of(path),
            _DIGEST: file.digest, **self._readers(),
        }  # fmt: skip
        return told | ({"content-encoding": file.encoding} if file.encoding else {})

    def _copy(self, source: str, path: str, headers: Mapping[str, str]) -> None:
        whole = quote(f"/{self._bucket}/{self._prefix}{source}", "/-_.~")
        answer = self._ask("PUT", path, headers={"x-amz-copy-source": whole, **headers})
        if b"<Error>" in answer.body:
            raise self._refusal(answer)

    def kept(self) -> set[str]:
        """The digests of the copies kept."""
        return {key.rpartition("/")[2] for key in self._list(KEPT + "/")}

    def drop(self, digests: Iterable[str]) -> None:
        """Forget kept copies."""
        self.remove([f"{KEPT}/{digest}" for digest in digests])

    def close(self) -> None:
        """Connections end with the process."""

    def _list(self, under: str) -> Iterator[str]:
        """The keys of the place, in order, without its prefix."""
        query = {"list-type": "2", "prefix": self._prefix + under}
        while True:
            answer = self._ask("GET", None, query=query)
            text = answer.body.decode("utf-8", "replace")
            for key in re.findall(r"<Key>([^<]*)</Key>", text):
                yield unescape(key).removeprefix(self._prefix)
            more = re.search(r"<NextContinuationToken>([^<]*)</NextContinuationToken>", text)
            if more is None:
                return
            query["continuation-token"] = unescape(more.group(1))

    def _ask(
        self, method: str, path: str | None, *, query: Mapping[str, str] = {}, headers: Mapping[str, str] = {},
        body: bytes = b"", fine: tuple[int, ...] = (),
    ) -> Answer:  # fmt: skip
        where = f"/{self._bucket}" + ("" if path is None else f"/{self._prefix}{path}")
        with self._reached():
            answer = self._client.ask(method, where, query, headers, body)
        bucket_lacks = answer.status == 404 and b"NoSuchBucket" in answer.body
        if answer.status >= 300 and (answer.status not in fine or bucket_lacks):
            raise self._refusal(answer)
        return answer

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise Refusal(
                N_("{endpoint} could not be reached: {why}."),
                N_("Publish again when the network is back: what was sent already is not sent twice."),
                endpoint=self._client.endpoint, why=fault,
            ) from None  # fmt: skip

    def _refusal(self, answer: Answer) -> Refusal:
        found = re.search(rb"<Code>([^<]*)</Code>", answer.body)
        code = (found.group(1).decode("ascii", "replace") if found else "") or _STATUS.get(answer.status, "")
        what = _REFUSED.get(_SAME.get(code, code)) or N_("{endpoint} refused: {code} (HTTP {status}).")
        return Refusal(
            what, N_("Pages in place are whole; once this is mended, publish again: what was sent is not sent twice."),
            endpoint=self._client.endpoint, bucket=self._bucket, code=code or "—", status=answer.status,
        )  # fmt: skip

    def _each(self, work: Callable[..., _T], things: Iterable[object]) -> list[_T]:
        """Work done for each thing, several at once; the first refusal stops the rest."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            pending = [pool.submit(partial(work, thing)) for thing in things]
            try:
                return [one.result() for one in pending]
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def s3_of(rest: str, endpoint: str | None, *, public: bool) -> S3:
    """The place that `s3://bucket/prefix` names; refused when the environment holds no keys."""
    keys = Keys.of_environment()
    if keys is None:
        raise Refusal(
            N_("The keys of the storage are not in the environment."),
            N_("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for another host, AWS_REGION and AWS_ENDPOINT_URL."),
        )
    bucket, _, prefix = rest.lstrip("/").partition("/")
    return S3(Client(endpoint or f"https://s3.{keys.region}.amazonaws.com", keys), bucket, prefix, public=public)

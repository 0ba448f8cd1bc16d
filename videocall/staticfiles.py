"""Static files under names that carry their content's hash, in development too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Django gives plain names when DEBUG is on; here both modes serve the same files."""

    def url(self, name: str | None, force: bool = False) -> str:
        return super().url(name, force=True)

"""What can be wrong with a database.

StorageError
├── DatabaseUnreachable   no such server, folder, file or right
├── SchemaTooOld          the operator has to run the migrations
├── SchemaTooNew          the database was written by a newer newsdigest
├── SchemaInUse           older processes run that an upgrade would break
├── DatabaseTrouble       it stopped working while in use: locked, full, damaged, away
├── BackupProblem         a backup can't be made, or can't be restored
└── CannotTransfer        what lies in one database can't come into another
"""


class StorageError(Exception):
    """The database can't be used; the message is one line for the operator, with the way out."""


class DatabaseUnreachable(StorageError):
    """No connection to the database."""


class SchemaTooOld(StorageError):
    """The tables are older than this version of newsdigest."""


class SchemaTooNew(StorageError):
    """The tables are newer than this version of newsdigest."""


class SchemaInUse(StorageError):
    """Older processes run, and couldn't work with the tables any more."""


class DatabaseTrouble(StorageError):
    """The database stopped working while it was in use; what was begun is rolled back, and can be tried again."""


class BackupProblem(StorageError):
    """A backup can't be made, or one can't be restored; what was there is still there."""


class CannotTransfer(StorageError):
    """What lies in one database can't come into another; the message may have several lines."""

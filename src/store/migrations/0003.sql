-- Format 3: which version of the process a release follows.

-- == derived ==

CREATE TABLE follow (
  replica    TEXT    NOT NULL,
  clock      INTEGER NOT NULL,
  record     TEXT    NOT NULL,            -- the release
  definition TEXT    NOT NULL,            -- digest
  person     TEXT    NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX follow_record ON follow (record);

-- What an older Slipway kept without knowing it is folded, once, when the workspace is next opened.
INSERT INTO meta (key, value) VALUES ('refold', 'yes') ON CONFLICT (key) DO UPDATE SET value = 'yes';

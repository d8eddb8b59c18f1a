-- Format 5: what a newer Slipway wrote and an older one must not work against.

-- Ops of kinds that this format doesn't know: few or none. slip-log-newer.c asks with the same words; a format that knows more
-- kinds makes it anew.
CREATE INDEX op_newer ON op (record) WHERE kind NOT IN
  ('set', 'add', 'put', 'drop', 'set-blob', 'attach', 'move', 'delete',
   'keep', 'release', 'document', 'define', 'statement', 'invite', 'join', 'propose',
   'revise', 'purge', 'withhold', 'discard', 'follow', 'comment', 'reply');

-- Whose turn it is: there are more kinds of turns now.
DELETE FROM standing;
-- What waits for whom, once for all roles that it waits for: so that what waits for somebody is counted, and its most urgent
-- part found, in an index. Counts only while "standing" has the release.
DROP TABLE turn;
CREATE TABLE turn (
  release TEXT    NOT NULL,
  n       INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  bits    INTEGER NOT NULL,             -- of the roles: 1 the first that the program lists, 2 the second, 4 the third
  roles   TEXT    NOT NULL,             -- with spaces between them; "" when it is a person's
  person  TEXT    NOT NULL,             -- "" when it is a role's
  record  TEXT    NOT NULL,
  form    TEXT    NOT NULL,
  slot    TEXT    NOT NULL,
  detail  TEXT    NOT NULL,
  due     INTEGER NOT NULL,             -- ms; the largest number: nothing says
  PRIMARY KEY (release, n)
) WITHOUT ROWID;
CREATE INDEX turn_whose ON turn (release, bits, person);
-- All that is asked for is in it, so that the table is read for what is shown alone.
CREATE INDEX turn_urgency ON turn (kind, due, release, form, record, slot, n, bits, person);

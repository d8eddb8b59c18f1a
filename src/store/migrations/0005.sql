-- Format 5: what a newer Slipway wrote and an older one must not work against.

-- Ops of kinds that this format doesn't know: few or none. slip-log-newer.c asks with the same words; a format that knows more
-- kinds makes it anew.
CREATE INDEX op_newer ON op (record) WHERE kind NOT IN
  ('set', 'add', 'put', 'drop', 'set-blob', 'attach', 'move', 'delete',
   'keep', 'release', 'document', 'define', 'statement', 'invite', 'join', 'propose',
   'revise', 'purge', 'withhold', 'discard', 'follow', 'comment', 'reply');

-- Whose turn it is: there are more kinds of turns now.
DELETE FROM standing;

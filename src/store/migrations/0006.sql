-- Format 6: kinds of turns that an older Slipway doesn't know; what it kept has other numbers, and of two waivers one alone.

DELETE FROM standing;

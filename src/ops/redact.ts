/** A phone number or SIP user as it may stand in a log: the last two characters, enough to tell two callers apart. */
export function redactNumber(user: string): string {
  return user.length <= 4 ? '*'.repeat(user.length) : `${'*'.repeat(user.length - 2)}${user.slice(-2)}`;
}

/** What may be told about something that was said: how long it was. */
export function redactText(text: string): { readonly chars: number } {
  return { chars: text.length };
}

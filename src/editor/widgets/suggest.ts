/**
 * Offers names under a text input. What is typed stays as it is: a name is taken only where the user has gone to it, with
 * the arrow keys or the mouse. By itself Node-RED's list takes its first entry at Tab and Enter.
 */
export function suggest(input: JQuery, search: (typed: string, done: (found: Suggestion[]) => void) => void): void {
  // Bound before the list's own handler, which then does not see the key. An entry that has the focus gets its keys itself.
  input.on('keydown', event => {
    const menu = input.autoComplete('instance')?.menu;
    if (menu === undefined || (event.key !== 'Tab' && event.key !== 'Enter')) return;
    event.stopImmediatePropagation();
    if (event.key === 'Enter') event.preventDefault();
    menu.hide();
  });
  input.autoComplete({
    minLength: 0,
    // An answer may come when the user has gone on to another field: then nothing is to open.
    search: (typed, done) => search(typed, found => done(input.is(':focus') ? found : [])),
  });
}

interface Suggestion {
  readonly value: string;
  readonly label: string;
}

/** The names that hold what is typed: the same name first, then those that begin with it, then the others. */
export function matching(names: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const rank = (name: string): number => {
    if (name === typed) return 0;
    const at = name.toLowerCase().indexOf(wanted);
    if (at > 0) return 3;
    return name.length === typed.length ? 1 : 2;
  };
  return names.filter(name => name.toLowerCase().includes(wanted)).sort((a, b) => rank(a) - rank(b));
}

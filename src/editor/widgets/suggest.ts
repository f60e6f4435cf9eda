/** Thousands in one list would freeze the browser, and nobody reads them; typing narrows it. */
const MOST = 200;

/**
 * Suggests names under a text input. The typed text stays unless the user goes to a name, with the arrow keys or the
 * mouse. By default Node-RED's list takes its first entry at Tab and Enter.
 */
export function suggest(input: JQuery, search: (typed: string, done: (found: Suggestion[]) => void) => void): void {
  // Bound before the list's own handler, which then does not see the key. A focused entry gets its keys itself.
  input.on('keydown', event => {
    const menu = input.autoComplete('instance')?.menu;
    if (menu === undefined || (event.key !== 'Tab' && event.key !== 'Enter')) return;
    event.stopImmediatePropagation();
    if (event.key === 'Enter') event.preventDefault();
    menu.hide();
  });
  input.autoComplete({
    minLength: 0,
    // A result may come when the user has gone to another field: then the list must not open.
    search: (typed, done) => search(typed, found => done(input.is(':focus') ? found.slice(0, MOST) : [])),
  });
}

interface Suggestion {
  readonly value: string;
  readonly label: string;
}

/** The names that contain the typed text: equal ones first, then those that begin with it, then the others. */
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

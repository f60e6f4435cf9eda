const CATALOGUE = '@tensorwire/node-red/tensorwire-editor:report.';
/** A page that was opened may be loaded again for so long. */
const KEPT = 600_000;

/**
 * Shows a page of HTML in a browser tab of its own. The page comes by a request with the user's token, which an address
 * in the tab could not carry. It is inert: its own policy forbids scripts and requests.
 */
export function openPage(load: () => Promise<{ readonly page: string }>, fail: (sentence: string) => void): void {
  // While the click lasts: later the browser takes it for an advertisement.
  const opened = window.open('', '_blank');
  if (opened === null) {
    fail(RED._(`${CATALOGUE}popup`));
    return;
  }
  load().then(
    ({ page }) => {
      const address = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
      opened.location.replace(address);
      setTimeout(() => URL.revokeObjectURL(address), KEPT);
    },
    (error: unknown) => {
      opened.close();
      fail(error instanceof Error ? error.message : String(error));
    },
  );
}

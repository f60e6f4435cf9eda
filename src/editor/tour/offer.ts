import { text } from '../widgets/widget';

/** That the tour was offered, among the user's settings of the editor. */
const OFFERED = 'editor.tensorwire.tourOffered';

/** Node-RED's own tour begins so soon after the flows are there: what is asked before it would only flash up. */
const WELCOME_MS = 1500;

/** The guided first model: as an action at any time, and offered once where nothing is on the workspace yet. */
export function offerTour(version: string): void {
  const path = new URL(`resources/@tensorwire/node-red/first-model.js?v=${version}`, document.baseURI).href;
  RED.actions.add('tensorwire:first-model-tour', () => RED.tourGuide.run(path), { label: text('tour.action') });
  RED.events.on('flows:loaded', () => {
    let nodes = 0;
    RED.nodes.eachNode(() => {
      nodes++;
    });
    const isWanted =
      RED.settings.theme('tours') !== false && RED.settings.get('editor.view.view-show-welcome-tours', true);
    if (nodes > 0 || !isWanted || !RED.user.hasPermission('flows.write') || RED.settings.get(OFFERED, false)) return;
    const withdraw = offerBetweenTours(run => {
      withdraw();
      RED.settings.set(OFFERED, true);
      if (run) RED.tourGuide.run(path);
    });
  });
}

/** Asks while no tour runs. Returns how to withdraw the question. */
function offerBetweenTours(answered: (run: boolean) => void): () => void {
  let offer: { close(): void } | undefined;
  const close = () => {
    offer?.close();
    offer = undefined;
  };
  const ask = () => {
    if (document.querySelector('body > .red-ui-tourGuide-shade')) return close();
    offer ??= RED.notify(text('tour.offer'), {
      fixed: true,
      id: 'tensorwire-tour',
      buttons: [
        { text: text('tour.no'), click: () => answered(false) },
        { text: text('tour.yes'), class: 'primary', click: () => answered(true) },
      ],
    });
  };
  const tours = new MutationObserver(ask);
  tours.observe(document.body, { childList: true });
  setTimeout(ask, WELCOME_MS);
  return () => {
    tours.disconnect();
    close();
  };
}

import type { Field } from '../form';
import { type Place, reasonOf, text, written } from './widget';

const ASK = 'tensorwire/engines/cluster';
/** What Node-RED shows instead of a secret that it keeps. */
const KEPT = '__PWRD__';

/** The address of a cluster, with a button that asks it, by the token of the dialog, and says what is wrong. */
export function cluster(field: Field, { prefix, row, node }: Place): undefined {
  const address = $(`#${prefix}-${field.property}`);
  const button = $('<button type="button" class="red-ui-button">').text(text('cluster.test'));
  const notice = $('<div class="tensorwire-notice" role="status">');
  row.append($('<div class="tensorwire-engine">').append(button, notice));
  const say = (sentence: string, problem: boolean): void =>
    void notice.text(sentence).toggleClass('tensorwire-problem', problem);
  button.on('click', async () => {
    button.prop('disabled', true);
    say(text('cluster.asking'), false);
    const token = written($(`#${prefix}-token`));
    const asked = { address: written(address), ...(token === KEPT ? { node: node.id } : { token }) };
    try {
      const { ray } = (await $.ajax({
        url: ASK,
        method: 'POST',
        contentType: 'application/json',
        data: JSON.stringify(asked),
      })) as { ray: string };
      say(text('cluster.answers', { version: ray }), false);
    } catch (error) {
      say(reasonOf(error), true);
    } finally {
      button.prop('disabled', false);
    }
  });
  return undefined;
}

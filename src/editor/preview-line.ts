import type { LayerPreview, LayerQuestion, LayerUse, PreviewShape } from '../spec/layer-preview';
import { text } from './widgets/widget';

/** The runtime is asked this long after the last key, in milliseconds. */
const PAUSE = 150;

/** The line in a layer's dialog that shows what the layer will do while the user types. */
export class PreviewLine {
  private readonly line: JQuery;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = '';

  /** @param question the current request, or what is wrong with a field, in the user's language */
  constructor(
    row: JQuery,
    private readonly question: () => LayerQuestion | { readonly problem: string },
  ) {
    this.line = row.find('.tensorwire-line');
    void this.ask();
  }

  /** The form may have changed. */
  changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE);
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked = '';
  }

  private async ask(): Promise<void> {
    const question = this.question();
    const key = JSON.stringify(question);
    if (key === this.asked) return;
    this.asked = key;
    if ('problem' in question) return this.show(question);
    const answer = await ($.getJSON('tensorwire/layer', question) as PromiseLike<LayerPreview>).then(
      found => found,
      () => ({ unknown: 'runtime' as const }),
    );
    // another request may have been sent meanwhile
    if (key === this.asked) this.show(answer);
  }

  private show(answer: LayerPreview | { readonly unknown: 'runtime' }): void {
    this.line.empty().toggleClass('tensorwire-problem', 'problem' in answer);
    if ('problem' in answer) this.line.text(answer.problem);
    else if ('unknown' in answer) this.line.text(text(`outcome.unknown.${answer.unknown}`));
    else if ('words' in answer) this.line.append(...answer.words.map(sentence => $('<div>').text(`${sentence}.`)));
    else
      this.line.append(...answer.uses.map(useHtml), ...(answer.because ?? []).map(said => $('<div>').text(`${said}.`)));
  }
}

/** `28×28×1 → 26×26×32`, `parameters: 320`: in separate elements, so that lines break between them. */
function useHtml({ inputs, output, parameters, multiplyAdds, encoding }: LayerUse): JQuery {
  const shapes = [...(inputs.length > 0 ? [inputs.map(ofOneRow).join(' + ')] : []), ofOneRow(output)].join(' → ');
  const figures = [
    ['parameters', parameters],
    ['multiplyAdds', multiplyAdds],
  ] as const;
  return $('<div>').append(
    $('<strong>').text(shapes),
    encoding ? $('<span>').text(text(`outcome.encoding.${encoding}`)) : '',
    ...figures
      .filter(([, count]) => count > 0)
      .map(([key, count]) => $('<span>').text(text(`outcome.${key}`, { count: count.toLocaleString('en-US') }))),
  );
}

const ofOneRow = (shape: PreviewShape): string => shape.slice(1).join('×') || '1';

import { text } from './widgets/widget';

/** What the runtime says that a layer will do; its other half is nodes/shared/layer-preview.ts. */
type Answer =
  | { readonly uses: readonly Use[] }
  | { readonly unknown: 'input' | 'environment' | 'target' }
  | { readonly problem: string };
type Shape = readonly (number | string)[];
interface Use {
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly encoding?: 'one-hot' | 'index';
}

/** What is asked: the layer as the form has it now. */
export interface Question {
  readonly id: string;
  readonly type: string;
  readonly layer: string;
  /** JSON */
  readonly arguments: string;
  /** the nodes that are wired to it, with commas between */
  readonly from: string;
}

/** So long after the last key the runtime is asked. */
const PAUSE = 150;

/** The line in a layer's dialog that says what the layer will do, while the user types. */
export class LayerPreview {
  private readonly line: JQuery;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = '';

  /** @param question what to ask now, or what is wrong with a field, in the user's language */
  constructor(
    row: JQuery,
    private readonly question: () => Question | { readonly problem: string },
  ) {
    this.line = row.find('.tensorwire-line');
    void this.ask();
  }

  /** The form may hold something else now. */
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
    const answer = await ($.getJSON('tensorwire/layer', question) as PromiseLike<Answer>).then(
      found => found,
      () => ({ unknown: 'runtime' as const }),
    );
    // Another question may have been asked meanwhile.
    if (key === this.asked) this.show(answer);
  }

  private show(answer: Answer | { readonly unknown: 'runtime' }): void {
    this.line.empty().toggleClass('tensorwire-problem', 'problem' in answer);
    if ('problem' in answer) this.line.text(answer.problem);
    else if ('unknown' in answer) this.line.text(text(`outcome.unknown.${answer.unknown}`));
    else this.line.append(...answer.uses.map(useHtml));
  }
}

/** `28×28×1 → 26×26×32`, `parameters: 320`: each in a piece of its own, so that lines break between them. */
function useHtml({ inputs, output, parameters, multiplyAdds, encoding }: Use): JQuery {
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

const ofOneRow = (shape: Shape): string => shape.slice(1).join('×') || '1';

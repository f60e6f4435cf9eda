import type { Text } from '../texts';
import { el, onBeforeUnmount, part, type VNode } from '../vue';
import type { cameraOf } from './camera';
import { pixelsOf } from './pixels';

/** Milliseconds between two pictures while a button is held. */
const EVERY = 200;

interface Manner {
  readonly text: Text;
  readonly camera: ReturnType<typeof cameraOf>;
  /** pixels of a side */
  readonly side: number;
  add(pixels: Uint8Array, label: string): Promise<void>;
  told(error: unknown): void;
}

/** Pictures of a label: from the camera while a button is held, or from files. */
export function pictureSource({ text, camera, side, add, told }: Manner): (label: string) => VNode {
  let holding: ReturnType<typeof setInterval> | undefined;
  const capture = (label: string): void => {
    const view = camera.view();
    if (view) void add(pixelsOf(view, side), label);
  };
  const release = (): void => clearInterval(holding);
  const hold = (label: string): void => {
    release();
    capture(label);
    holding = setInterval(() => capture(label), EVERY);
  };
  onBeforeUnmount(release);
  async function addFiles(files: readonly File[], label: string): Promise<void> {
    for (const file of files) {
      try {
        const picture = await createImageBitmap(file);
        await add(pixelsOf(picture, side), label);
        picture.close();
      } catch (error) {
        told(error);
      }
    }
  }
  const button = (name: string): VNode =>
    part(
      'VBtn',
      {
        ...{ size: 'small', color: 'primary', variant: 'flat', ariaLabel: text('teach.holdFor', { name }) },
        onPointerdown: () => hold(name),
        ...{ onPointerup: release, onPointerleave: release, onPointercancel: release },
        onKeydown: (event: KeyboardEvent) => {
          if (event.key === 'Enter' || event.key === ' ') capture(name);
        },
      },
      text('teach.hold'),
    );
  const files = (name: string): VNode =>
    el(
      'label',
      { class: 'tw-file' },
      text('teach.files'),
      el('input', {
        ...{ type: 'file', accept: 'image/*', multiple: true, 'aria-label': text('teach.filesFor', { name }) },
        onChange: (event: Event) => {
          const input = event.target as HTMLInputElement;
          void addFiles([...(input.files ?? [])], name);
          input.value = ''; // the same file can be chosen again
        },
      }),
    );
  return name => el('div', { class: 'tw-row' }, camera.now.isOn && button(name), files(name));
}

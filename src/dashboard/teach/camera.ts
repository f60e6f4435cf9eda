import type { Text } from '../texts';
import { onBeforeUnmount, reactive } from '../vue';

/** The browser's camera. It works in pages of https, and of localhost. */
export function cameraOf(text: Text) {
  const now = reactive({ isOn: false, problem: '' });
  let stream: MediaStream | null = null;
  let video: HTMLVideoElement | null = null;
  const stop = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    now.isOn = false;
  };
  onBeforeUnmount(stop);
  return {
    now,
    stop,
    async start(): Promise<void> {
      now.problem = '';
      // Absent in pages that are not secure.
      if (!navigator.mediaDevices) {
        now.problem = text('teach.insecure');
        return;
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        now.isOn = true;
      } catch (error) {
        now.problem = text('teach.noCamera', { reason: error instanceof Error ? error.message : String(error) });
      }
    },
    /** as a `ref` of its element */
    show(element: unknown): void {
      video = element instanceof HTMLVideoElement ? element : null;
      if (video && video.srcObject !== stream) video.srcObject = stream;
    },
    /** null: it shows nothing yet */
    view: (): HTMLVideoElement | null => (video && video.videoWidth > 0 ? video : null),
  };
}

import type { Text } from '../texts';
import { onBeforeUnmount, reactive } from '../vue';

/** The browser's camera, which is available to pages of https and of localhost. */
export function cameraOf(text: Text) {
  const now = reactive({ isOn: false, problem: '' });
  let stream: MediaStream | null = null;
  let isStarting = false;
  let isGone = false;
  let video: HTMLVideoElement | null = null;
  const end = (ended: MediaStream | null): void => {
    for (const track of ended?.getTracks() ?? []) track.stop();
  };
  const stop = (): void => {
    end(stream);
    stream = null;
    now.isOn = false;
  };
  onBeforeUnmount(() => {
    isGone = true;
    stop();
  });
  return {
    now,
    stop,
    async start(): Promise<void> {
      if (isStarting || stream) return;
      now.problem = '';
      // mediaDevices is absent in pages that are not secure.
      if (!navigator.mediaDevices) {
        now.problem = text('teach.insecure');
        return;
      }
      isStarting = true;
      try {
        const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        // The page may have been left while the browser asked for permission.
        if (isGone) return end(opened);
        stream = opened;
        now.isOn = true;
      } catch (error) {
        now.problem = text('teach.noCamera', { reason: error instanceof Error ? error.message : String(error) });
      } finally {
        isStarting = false;
      }
    },
    /** to be given to the video element as its `ref` */
    show(element: unknown): void {
      video = element instanceof HTMLVideoElement ? element : null;
      if (video && video.srcObject !== stream) video.srcObject = stream;
    },
    /** null: it shows nothing yet */
    view: (): HTMLVideoElement | null => (video && video.videoWidth > 0 ? video : null),
  };
}

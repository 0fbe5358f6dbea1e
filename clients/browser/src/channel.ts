import type { ErrorDetails } from "./errors.js";
import { createListeners } from "./listeners.js";
import type { Session } from "./session.js";
import type { ChannelLike } from "./surroundings.js";

/** The messages between tabs. They contain no secret: the page may see all of them. */
export type Message =
  /** A user signed in, or the session was renewed. */
  | { readonly kind: "session"; readonly session: Session; readonly isRenewed: boolean }
  /** The session with this id ended; without an id, any session. */
  | { readonly kind: "ended"; readonly how: "signed-out" | "expired"; readonly id: string | undefined }
  /** The session with this id was used, so that its idle time starts again. */
  | { readonly kind: "used"; readonly id: string }
  /** A login came back. The page that started it in a popup identifies it by its mark or its state. */
  | { readonly kind: "login"; readonly key: string; readonly session?: Session; readonly error?: { code: string } & ErrorDetails };

/** When the sender learned it, in milliseconds since 1970: a suspended tab receives messages late. */
type Dated = Message & { readonly te: 1; readonly at: number };

/** The other tabs of this origin, and the other clients of this page. */
export interface Channel {
  tell(message: Message): void;
  listen(listener: (message: Message, at: number) => void): () => void;
  close(): void;
}

/** Uses a BroadcastChannel. Unknown messages are ignored: other versions and other code may use the channel too. */
export function createChannel(open: ChannelLike): Channel {
  let channel: ChannelLike | undefined = open;
  const listeners = createListeners<[message: Message, at: number]>();
  open.onmessage = event => {
    const message = Object(event.data) as Dated;
    if (message.te === 1 && Number.isFinite(message.at)) {
      listeners.tell(message, Math.min(message.at, Date.now()));
    }
  };

  return {
    tell: message => channel?.postMessage({ ...message, te: 1, at: Date.now() } satisfies Dated),
    listen: listeners.add,
    close() {
      channel?.close();
      channel = undefined; // pending work no longer sends messages
    },
  };
}

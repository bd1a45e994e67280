/** The reasons with which the kubelet says that a container does not run. Models pkg/kubelet/container and images errors. */
export type WaitingReason =
  | 'ErrImagePull'
  | 'ImagePullBackOff'
  | 'ErrImageNeverPull'
  | 'InvalidImageName'
  | 'CrashLoopBackOff'
  | 'CreateContainerConfigError'
  | 'CreateContainerError'
  | 'RunContainerError'
  | 'PostStartHookError';

/** A container could not be brought up. `message` is what its status says; `text` is what the event says after `Error: `. */
export class StartError extends Error {
  readonly reason: WaitingReason;
  /** Virtual time (ms since 1970) at which trying again makes sense; absent where nobody knows. */
  readonly retryAt: number | undefined;
  constructor(reason: WaitingReason, message: string, retryAt?: number) {
    super(message);
    this.reason = reason;
    this.retryAt = retryAt;
  }
}

/** A pod's sync did not come to its end. */
export class SyncError extends Error {
  readonly retryAt: number | undefined;
  /** The node's network is not there yet: tried again soon. */
  readonly transient: boolean;
  constructor(message: string, options: { retryAt?: number; transient?: boolean } = {}) {
    super(message);
    this.retryAt = options.retryAt;
    this.transient = options.transient ?? false;
  }
}

import { Scope, sleep, type Simulation, type Task } from '../sim/index.ts';
import { ApiFront } from './api-front.ts';
import type { ApiHandler } from './apiserver/request.ts';
import type { DialFailure } from './apiserver/unreachable.ts';
import { Client } from './client.ts';
import { startControllers } from './controllers/index.ts';
import { SeriesEventRecorder } from './events.ts';
import { InformerFactory } from './informer.ts';
import type { NodeMachine } from './runtime/node-machine.ts';
import { startScheduler } from './scheduler/scheduler.ts';

export interface ControlPlaneOptions {
  readonly sim: Simulation;
  /** The API server. */
  readonly api: ApiHandler;
  /** The cluster's root certificate, PEM. */
  readonly certificate: string;
  /** Whether there are kubelets. */
  readonly kubelets: boolean;
}

/** How long after its container's start the API server answers. */
const SERVING = 2500;
/** How often it is looked whether its container has started. */
const LOOK = 250;

/**
 * The processes of the control plane: the API server's front, controllers and the scheduler. They stand or fall with the machine that
 * they run on; what the API server has stored outlives them, as etcd's files on the machine's disk do.
 */
export class ControlPlane {
  /** The API server as it is reached over the network; its requests throw `Unreachable` while it is not. */
  readonly front: ApiFront;
  readonly #options: ControlPlaneOptions;
  #scope: Scope | undefined;
  /** The machine that it runs on, once there is one. */
  #machine: NodeMachine | undefined;

  constructor(options: ControlPlaneOptions) {
    this.#options = options;
    this.front = new ApiFront(options.api, () => this.#failure());
  }

  #failure(): DialFailure | undefined {
    if (this.#scope) return undefined;
    return this.#machine?.state === 'stopped' ? 'no route to host' : 'connection refused';
  }

  start(): void {
    if (this.#scope) return;
    const { sim, certificate, kubelets } = this.#options;
    const scope = new Scope(sim);
    this.#scope = scope;
    const client = (user: string): Client => new Client(this.front.handle, user);
    startControllers({ sim: scope, client: client('system:kube-controller-manager'), certificate, kubelets });
    const informers = new InformerFactory(scope, client('system:kube-scheduler'));
    const recorder = new SeriesEventRecorder(
      scope,
      client('system:kube-scheduler'),
      'default-scheduler',
      'default-scheduler-minikube',
    );
    startScheduler({ sim: scope, client: client('system:kube-scheduler'), informers, recorder });
    informers.start();
  }

  /** Its machine goes down. */
  stop(machine: NodeMachine): void {
    this.#machine = machine;
    this.#scope?.end();
    this.#scope = undefined;
    this.front.drop();
  }

  /** Wait for the kubelet of its machine to start the API server's container, and go on from what is stored. */
  *resume(machine: NodeMachine): Task {
    const runs = (): boolean =>
      [...machine.runtime.containers.values()].some(
        ({ config, state }) => config.name === 'kube-apiserver' && state === 'running',
      );
    while (!runs()) yield* sleep(LOOK);
    yield* sleep(SERVING);
    this.start();
  }
}

/** The Worker that runs copies of a session ahead, so that the session itself goes on meanwhile. One job, then it is ended. */
import { siteEngines } from './engines.ts';
import { runLookAhead, type LookAheadJob } from './look-ahead.ts';

self.onmessage = ({ data }: MessageEvent<LookAheadJob>): void => {
  void siteEngines()
    .load(data.engine)
    .then((engine) => {
      if (!engine) throw new Error(`there is no engine ${data.engine}`);
      self.postMessage(runLookAhead(engine, data));
    })
    .catch((error: unknown) => {
      // What is thrown in a promise does not reach the Worker's maker by itself.
      setTimeout(() => {
        throw error;
      });
    });
};

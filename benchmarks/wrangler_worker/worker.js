// Six steps that do nothing, as a Cloudflare Workflow: what benchmarks/wrangler.py runs.
import { WorkflowEntrypoint } from "cloudflare:workers";

const STEPS = 6;

export class SixSteps extends WorkflowEntrypoint {
  async run(event, step) {
    let number = event.payload.number;
    for (let index = 0; index < STEPS; index += 1) {
      number = await step.do(`step${index}`, async () => number + 1);
    }
    return number;
  }
}

// POST /create {first, count} makes instances; POST /ended {first, count} answers when all have ended.
export default {
  async fetch(request, env) {
    const { first, count } = await request.json();
    const ids = Array.from({ length: count }, (_, index) => `job-${first + index}`);
    if (new URL(request.url).pathname === "/create") {
      await env.SIX_STEPS.createBatch(ids.map((id) => ({ id, params: { number: 0 } })));
      return new Response("");
    }
    // One after the other, and asked seldom: asking is work, too, and not what is measured.
    for (const id of ids) {
      const instance = await env.SIX_STEPS.get(id);
      for (;;) {
        const { status } = await instance.status();
        if (status === "complete") break;
        if (status === "errored") return new Response(`${id} errored`, { status: 500 });
        await new Promise((wake) => setTimeout(wake, 50));
      }
    }
    return new Response("");
  },
};

import { decoderIn, Golden, largestDifference } from './hosts.ts';
import { logitsOf, checkHost } from '../../src/host/session/check.ts';
for (const n of process.argv.slice(2)) {
  try {
  const d = await decoderIn(n);
  console.log(n, 'sites', d.sites.length, d.padding, (await checkHost(d,'node',undefined)));
  const g = await Golden.read(n);
  for (let p=0;p<g.prompts;p++){ const ids=g.ids(p); const rows=Array.from({length:6},(_,i)=>({prompt:ids.slice(0,ids.length-5+i),adapter:null}));
    const l=(await logitsOf(d,rows,0)).map(s=>s[0]!); console.log(p, largestDifference(l,g.lastLogits('base',p,6))); }
  } catch(e:any){ console.log(n, String(e.message).slice(0,400)); }
}

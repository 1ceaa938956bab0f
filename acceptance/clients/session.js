// A session of one of the API's other clients with the sandbox: node session.js PACKAGE, with the environment that
// `confcall sandbox` prints. It ends with an error as soon as an answer is not what that client makes of the API's.
'use strict';

const assert = require('assert/strict');

const project = process.env.SIGNALWIRE_PROJECT_ID;
const token = process.env.SIGNALWIRE_API_TOKEN;
const space = process.env.SIGNALWIRE_SPACE;

const standUp = '7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001';
const board = '7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e003';
const [host, muted, onHold] = [1, 2, 3].map((n) => `2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e100${n}`);
const running = '5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1001';
const finished = '5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002';
const nothing = '00000000-0000-0000-0000-000000000000';

// connect makes the client. It wants a SID as another API writes them, which is then replaced.
function connect(name) {
  const made = {
    'twilio': () => require('twilio')('AC00000000000000000000000000000000', token),
    '@signalwire/compatibility-api': () =>
      require('@signalwire/compatibility-api').RestClient(project, token, { signalwireSpaceUrl: 'localhost' }),
  }[name]();
  made.accountSid = made.username = project;
  made.password = token;
  made.api.baseUrl = space;
  return made;
}

const sids = (items) => items.map((item) => item.sid || item.callSid);

// refused wants an operation to fail with the API's own status and code.
async function refused(operation, status, code) {
  await assert.rejects(operation, (error) => {
    assert.deepEqual([error.status, String(error.code)], [status, String(code)]);
    return true;
  });
}

async function conferences(client) {
  const live = await client.conferences.list({ status: 'in-progress', pageSize: 2 });
  assert.equal(live.length, 5, 'three pages of conferences');
  const first = await client.conferences.page({ status: 'in-progress', pageSize: 2 });
  const second = await first.nextPage();
  assert.deepEqual(sids(second.instances), sids(live.slice(2, 4)));
  assert.deepEqual(sids((await second.previousPage()).instances), sids(live.slice(0, 2)));
  assert.deepEqual(sids(await client.conferences.list({ friendlyName: 'Board meeting' })), [board]);

  const found = await client.conferences(standUp).fetch();
  assert.equal(found.friendlyName, 'Morning stand-up');
  assert.equal(found.status, 'in-progress');
  assert.ok(found.dateCreated instanceof Date && Number.isFinite(found.dateCreated.getTime()), 'the date is read');
  const told = await client.conferences(standUp).update({ announceUrl: 'https://example.com/hello', announceMethod: 'GET' });
  assert.equal(told.sid, standUp);
  await refused(client.conferences(nothing).fetch(), 404, 20404);
  await refused(client.conferences(board).update({ status: 'completed' }), 400, 10000);
}

async function participants(client) {
  const room = client.conferences(standUp).participants;
  assert.deepEqual((await room.list({ pageSize: 1 })).map((one) => one.callSid), [host, muted, onHold]);
  assert.deepEqual((await room.list({ muted: true })).map((one) => one.callSid), [muted]);
  const one = await room(muted).fetch();
  assert.deepEqual([one.muted, one.hold, one.coaching, one.callSidToCoach, one.endConferenceOnExit], [true, false, false, null, false]);
  assert.equal((await room(muted).update({ muted: false })).muted, false);
  const held = await room(muted).update({ hold: true, holdUrl: 'https://example.com/music', holdMethod: 'GET' });
  assert.deepEqual([held.hold, held.muted], [true, false]);
  const coach = await room(muted).update({ coaching: true, callSidToCoach: host });
  assert.deepEqual([coach.coaching, coach.callSidToCoach], [true, host]);
  await refused(room(muted).update({ coaching: true, callSidToCoach: nothing }), 400, 16002);
  assert.equal(await room(muted).remove(), true);
  await refused(room(muted).fetch(), 404, 20404);
}

async function recordings(client) {
  const room = client.conferences(standUp).recordings;
  assert.deepEqual(sids(await room.list({ pageSize: 1 })), [finished, running]);
  const one = await room(finished).fetch();
  assert.deepEqual([one.status, String(one.duration), one.price, one.conferenceSid], ['completed', '42', '-0.0025', standUp]);
  assert.equal((await room(running).update({ status: 'paused', pauseBehavior: 'skip' })).status, 'paused');
  assert.equal((await client.recordings(running).fetch()).status, 'paused');

  // The account's, newest first.
  const all = await client.recordings.list({ pageSize: 2 });
  assert.deepEqual(sids(all).slice(0, 2), [running, finished]);
  assert.equal(all.length, 3);
  assert.deepEqual(sids(await client.recordings.list({ conferenceSid: standUp })), [running, finished]);
  assert.equal(await client.recordings(finished).remove(), true);
  await refused(client.recordings(finished).fetch(), 404, 20404);
  assert.deepEqual(sids(await room.list()), [running]);

  const texts = await client.transcriptions.list({ pageSize: 1 });
  assert.equal(texts.length, 2);
  assert.equal((await client.transcriptions(texts[1].sid).fetch()).status, 'completed');
  assert.equal(await client.transcriptions(texts[1].sid).remove(), true);
}

async function calls(client) {
  const live = await client.calls.list({ status: 'in-progress', pageSize: 3 });
  assert.ok(live.length > 3 && live.every((call) => call.status === 'in-progress'), 'pages of calls in progress');
  assert.deepEqual(sids(await client.calls.list({ from: '+13105550101', limit: 1 })), [host]);
  const one = await client.calls(onHold).fetch();
  assert.deepEqual([one.from, one.to, one.direction, one.callerName, one.answeredBy], ['+13105550103', '+13105550100', 'inbound', null, null]);
  assert.ok(one.startTime instanceof Date && Number.isFinite(one.startTime.getTime()), 'the time is read');

  const leg = client.calls(onHold);
  const recording = await leg.recordings.create({ recordingChannels: 'dual' });
  assert.deepEqual([recording.callSid, recording.conferenceSid, String(recording.channels)], [onHold, null, '2']);
  assert.equal((await leg.recordings(recording.sid).update({ status: 'stopped' })).status, 'stopped');
  assert.equal((await leg.update({ url: 'https://example.com/elsewhere', method: 'POST' })).status, 'in-progress');
  assert.equal((await leg.update({ status: 'completed' })).status, 'completed');
  await refused(leg.update({ status: 'completed' }), 400, 10000);
  // Whose exit ends the conference.
  assert.equal((await client.calls(host).update({ status: 'completed' })).status, 'completed');
  assert.equal((await client.conferences(standUp).fetch()).status, 'completed');
}

async function session(name) {
  const client = connect(name);
  await conferences(client);
  await participants(client);
  await recordings(client);
  await calls(client);
  const stranger = connect(name);
  stranger.password = 'not the token';
  await refused(stranger.conferences.list(), 401, 20003);
  console.log(`${name}: all is as it should be`);
}

session(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

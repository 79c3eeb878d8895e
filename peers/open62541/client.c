/* open62541 as a listening client: UA_Client_startListeningForReverseConnect, nothing of reverse-hello. */
#include "peer.h"

#include <open62541/client.h>
#include <open62541/client_config_default.h>
#include <open62541/client_highlevel_async.h>
#include <open62541/plugin/log_stdout.h>
#include <open62541/plugin/pki_default.h>

#include <stdio.h>
#include <string.h>

#define READ_INTERVAL_MS 1000
#define ITERATE_MS 50

typedef struct {
    UA_SecureChannelState channel;
    UA_SessionState session;
    UA_Boolean listenAgain;
    unsigned reads; /* over this session */
} State;

static void onState(UA_Client *client, UA_SecureChannelState channel, UA_SessionState session, UA_StatusCode status) {
    State *state = (State *)UA_Client_getContext(client);
    if(session == UA_SESSIONSTATE_ACTIVATED && state->session != UA_SESSIONSTATE_ACTIVATED)
        puts("session"), state->reads = 0;
    if(channel == UA_SECURECHANNELSTATE_CLOSED && state->channel != UA_SECURECHANNELSTATE_CLOSED) {
        /* The stack listens for one connection at a time; the program has to ask again after each. */
        if(state->channel != UA_SECURECHANNELSTATE_REVERSE_LISTENING)
            printf("lost %s\n", UA_StatusCode_name(status));
        state->listenAgain = true;
    }
    state->channel = channel;
    state->session = session;
}

static void onRead(UA_Client *client, void *context, UA_UInt32 id, UA_StatusCode status, UA_DataValue *value) {
    (void)context, (void)id, (void)value;
    ((State *)UA_Client_getContext(client))->reads++;
    printf("read i=2258 %s\n", UA_StatusCode_name(status));
}

static void configure(UA_ClientConfig *config, const Arguments *arguments) {
    const char *uri = arguments->applicationUri ? arguments->applicationUri : "urn:reverse-hello:peer:open62541:client";
    UA_MessageSecurityMode mode;
    UA_String policy = parseSecurity(arguments->security, &mode);
    UA_StatusCode status;
    if(mode == UA_MESSAGESECURITYMODE_NONE) {
        status = UA_ClientConfig_setDefault(config);
    } else {
        Credentials own = loadCredentials(arguments, uri);
        status = UA_ClientConfig_setDefaultEncryption(config, own.certificate, own.privateKey, NULL, 0, NULL, 0);
        if(status == UA_STATUSCODE_GOOD) {
            if(own.trusted[0]) {
                status = UA_CertificateVerification_CertFolders(&config->certificateVerification, own.trusted, own.issuers,
                                                               own.revocations);
            } else {
                UA_CertificateVerification_AcceptAll(&config->certificateVerification);
            }
        }
        UA_ByteString_clear(&own.certificate);
        UA_ByteString_clear(&own.privateKey);
    }
    if(status != UA_STATUSCODE_GOOD)
        fail("client configuration", UA_StatusCode_name(status));
    config->securityMode = mode;
    config->securityPolicyUri = policy;
    UA_String_clear(&config->clientDescription.applicationUri);
    config->clientDescription.applicationUri = UA_STRING_ALLOC(uri);
    /* Compared with the server's endpoint descriptions: the stack has no way to look at the ReverseHello itself. */
    if(arguments->serverUri)
        config->applicationUri = UA_STRING_ALLOC(arguments->serverUri);
    config->stateCallback = onState;
    /* Otherwise a secured client dials the server itself after GetEndpoints or a loss. */
    config->noReconnect = true;
}

static void listenForServer(UA_Client *client, const char *url) {
    UA_String host = UA_STRING_NULL;
    UA_UInt16 port = splitUrl(url, &host);
    UA_StatusCode status = UA_Client_startListeningForReverseConnect(client, &host, 1, port);
    UA_String_clear(&host);
    if(status != UA_STATUSCODE_GOOD)
        fail(url, UA_StatusCode_name(status));
}

int main(int argc, char **argv) {
    watchSignals();
    Arguments arguments = readArguments(argc, argv);
    if(!arguments.listenUrl)
        fail("wrong usage", "--listen-url opc.tcp://HOST:PORT is needed");

    State state = {UA_SECURECHANNELSTATE_CLOSED, UA_SESSIONSTATE_CLOSED, false, 0};
    UA_ClientConfig config;
    memset(&config, 0, sizeof(config));
    configure(&config, &arguments);
    config.clientContext = &state;
    UA_Client *client = UA_Client_newWithConfig(&config);
    if(!client)
        fail("client", "the configuration was not accepted");
    listenForServer(client, arguments.listenUrl);
    puts("ready");

    UA_DateTime nextRead = UA_DateTime_nowMonotonic();
    while(running) {
        /* Whoever counts sessions wants the next one at once. */
        UA_Client_run_iterate(client, arguments.reads > 0 ? 1 : ITERATE_MS);
        if(state.listenAgain) {
            state.listenAgain = false;
            listenForServer(client, arguments.listenUrl);
        }
        if(arguments.reads > 0 && state.reads >= arguments.reads) {
            state.reads = 0;
            nextRead = 0;
            UA_Client_disconnect(client);
        }
        if(state.session == UA_SESSIONSTATE_ACTIVATED && UA_DateTime_nowMonotonic() >= nextRead) {
            UA_NodeId node = UA_NODEID_NUMERIC(0, 2258);
            UA_Client_readValueAttribute_async(client, node, onRead, NULL, NULL);
            nextRead = UA_DateTime_nowMonotonic() + READ_INTERVAL_MS * UA_DATETIME_MSEC;
        }
    }
    state.listenAgain = false;
    UA_Client_disconnect(client);
    UA_Client_delete(client);
    return 0;
}

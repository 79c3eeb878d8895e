Feature: What Toxiproxy does, the embedded proxy does
  These scenarios run twice, against the embedded proxy and against the real toxiproxy-server. The server dials through the proxy, as
  in Reverse Connect, and the client listens: what the server sends is Toxiproxy's "upstream". Bytes are compared one by one and each
  time is a lower bound; "within" is far above what is needed and below what the fault would take.

  Scenario: without toxics every byte passes, both ways, and a close goes through
    When the server connects
    And the server sends 300000 bytes
    And the client sends 200000 bytes
    Then the client receives 300000 bytes
    And the server receives 200000 bytes
    When the server closes
    Then the connection ends for the client by FIN

  Scenario: noop changes nothing
    Given the toxic "noop" on what the server sends
    When the server connects
    And the server sends 50000 bytes
    Then the client receives 50000 bytes

  Scenario: latency delays one direction, and two of them add up
    Given the toxic "latency: latency 160" on what the server sends
    And the toxic "latency: latency 150" on what the server sends
    When the server connects
    And the server sends 10 bytes
    Then the client receives 10 bytes after 310 ms
    When the client sends 10 bytes
    Then the server receives 10 bytes within 300 ms

  Scenario: latency with jitter stays in its bounds
    Given the toxic "latency: latency 100, jitter 40" on what the client sends
    When the server connects
    And the client sends 10 bytes
    Then the server receives 10 bytes after 60 ms

  Scenario: a changed latency lets go what waits and holds what comes later
    Given the toxic "latency: latency 60000" on what the server sends
    When the server connects
    And the server sends 5 bytes
    Then the client has received nothing
    When the toxic becomes "latency: latency 120"
    Then the client receives 5 bytes
    When the server sends 5 bytes
    Then the client receives 10 bytes after 120 ms

  Scenario: a removed latency lets everything go, in order
    Given the toxic "latency: latency 60000" on what the server sends
    When the server connects
    And the server sends 5 bytes
    And the server sends 500 bytes
    Then the client has received nothing
    When the toxic latency is removed
    Then the client receives 505 bytes

  Scenario: bandwidth paces, in pieces, and loses nothing
    Given the toxic "bandwidth: rate 100" on what the server sends
    When the server connects
    And the server sends 30000 bytes
    Then the client receives 30000 bytes after 300 ms
    And they came in 3 pieces or more

  Scenario: bandwidth 0 stalls until it is removed
    Given the toxic "bandwidth: rate 0" on what the client sends
    When the server connects
    And the client sends 4 bytes
    And the server sends 4 bytes
    Then the client receives 4 bytes
    When the toxic bandwidth is removed
    Then the server receives 4 bytes

  Scenario: slow_close lets data pass and holds the close
    Given the toxic "slow_close: delay 400" on what the server sends
    When the server connects
    And the server sends 4 bytes
    And the server closes
    Then the client receives 4 bytes within 390 ms
    And the connection ends for the client by FIN after 400 ms

  Scenario: timeout loses everything and closes after its time without data
    When the server connects
    And the toxic "timeout: timeout 400" on what the server sends
    And the server sends 4 bytes
    Then the connection ends for the client by FIN after 400 ms
    And the client receives 0 bytes
    And the connection ends for the server

  Scenario: timeout 0 loses everything until its removal, which closes
    Given the toxic "timeout: timeout 0" on what the server sends
    When the server connects
    And the server sends 4 bytes
    Then the client has received nothing
    When the toxic timeout is removed
    Then the connection ends for the client by FIN
    And the client receives 0 bytes

  Scenario: reset_peer resets both ends after the first data and its time
    Given the toxic "reset_peer: timeout 150" on what the server sends
    When the server connects
    And the server sends 1 byte
    Then the connection ends for the server by RST after 150 ms
    And the connection ends for the client by RST
    And the client receives 0 bytes

  Scenario: slicer sends the same bytes in small pieces with a pause behind each
    Given the toxic "slicer: average_size 10, size_variation 0, delay 5000" on what the server sends
    When the server connects
    And the server sends 80 bytes
    Then the client receives 80 bytes after 35 ms
    And they came in 4 pieces or more

  Scenario: limit_data passes exactly so many bytes of each connection
    Given the toxic "limit_data: bytes 70" on what the server sends
    When the server connects
    And the server sends 60 bytes
    Then the client receives 60 bytes
    When the server sends 40 bytes
    Then the connection ends for the client by FIN
    And the client receives 70 bytes
    When the server connects
    And the server sends 60 bytes
    Then the client receives 60 bytes

  Scenario: limit_data 0 passes nothing
    Given the toxic "limit_data: bytes 0" on what the client sends
    When the server connects
    And the client sends 1 byte
    Then the connection ends for the server
    And the server receives 0 bytes

  Scenario: toxicity 0 spares every connection
    Given the toxic "limit_data: bytes 0" on what the server sends, on 0 % of connections
    When the server connects
    And the server sends 9 bytes
    Then the client receives 9 bytes

  Scenario: toxicity between 0 and 1 spares some connections
    Given the toxic "limit_data: bytes 0" on what the client sends, on 50 % of connections
    Then of 40 dials some are open and some are closed

  Scenario: a toxic of one direction leaves the other alone
    Given the toxic "bandwidth: rate 0" on what the server sends
    When the server connects
    And the server sends 9 bytes
    And the client sends 9 bytes
    Then the server receives 9 bytes
    And the client has received nothing

  Scenario: down closes what is open and refuses; up again, dials succeed
    When the server connects
    And the network goes down
    Then the connection ends for the server
    And the connection ends for the client
    When the server dials 2 times
    Then the dials end so: refused, refused
    When the network comes up again
    And the server dials 2 times
    Then the dials end so: open, open

  Scenario: reset removes all toxics and keeps connections
    Given the toxic "bandwidth: rate 0" on what the server sends
    When the server connects
    And the server sends 4 bytes
    And the network heals
    Then the answer is 204
    And the client receives 4 bytes
    And the connection is open for the client

  Scenario: a toxic that was added has all attributes of its type
    When a tool calls POST /proxies/link/toxics with
      """
      {"type": "latency", "attributes": {"latency": 10}}
      """
    Then the answer is 200: {"attributes":{"latency":10,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}
    When a tool calls PATCH /proxies/link/toxics/latency_downstream with
      """
      {"attributes": {"jitter": 3}, "toxicity": 0.5}
      """
    Then the answer is 200 and has
      """
      {"attributes": {"latency": 10, "jitter": 3}, "toxicity": 0.5}
      """
    When a tool calls DELETE /proxies/link/toxics/latency_downstream
    Then the answer is 204
    When a tool calls GET /proxies/link/toxics
    Then the answer is 200: []

  Scenario: a proxy tells the address that it bound, and populate keeps what is the same
    When a tool calls POST /populate with
      """
      [{"name": "a", "listen": "127.0.0.1:0", "upstream": "THE CLIENT", "enabled": false}, {"name": "b", "upstream": "THE CLIENT"}]
      """
    Then the answer is 201 and has
      """
      {"proxies": [{"name": "a", "listen": "127.0.0.1:0", "enabled": false}, {"name": "b", "enabled": true}]}
      """
    When a tool calls GET /proxies/a
    Then the answer is 200 and has
      """
      {"name": "a", "upstream": "THE CLIENT", "enabled": false, "toxics": []}
      """
    When a tool calls DELETE /proxies/a
    Then the answer is 204
    When a tool calls GET /proxies/a
    Then the answer is 404: {"error":"proxy not found","status":404}

  Scenario Outline: <method> <path> with <body> is answered <status>
    When a tool calls <method> <path> with <body>
    Then the answer is <status>: <answer>

    Examples:
      | method | path                 | body                                            | status | answer                                                                                       |
      | POST   | /proxies             | no body                                         | 400    | {"error":"bad request body: EOF","status":400}                                               |
      | POST   | /proxies             | {"upstream":"127.0.0.1:9"}                      | 400    | {"error":"missing required field: name","status":400}                                        |
      | POST   | /proxies             | {"name":"x"}                                    | 400    | {"error":"missing required field: upstream","status":400}                                    |
      | POST   | /proxies             | {"name":"link","upstream":"127.0.0.1:9"}        | 409    | {"error":"proxy already exists","status":409}                                                |
      | POST   | /proxies/none        | {}                                              | 404    | {"error":"proxy not found","status":404}                                                     |
      | POST   | /proxies/link/toxics | {"type":"down"}                                 | 400    | {"error":"invalid toxic type","status":400}                                                  |
      | POST   | /proxies/link/toxics | {"type":"latency","stream":"sideways"}          | 400    | {"error":"stream was invalid, can be either upstream or downstream","status":400}            |
      | POST   | /proxies/none/toxics | {"type":"latency"}                              | 404    | {"error":"proxy not found","status":404}                                                     |
      | DELETE | /proxies/link/toxics/none | no body                                    | 404    | {"error":"toxic not found","status":404}                                                     |
      | POST   | /nothing             | {}                                              | 404    | 404 page not found                                                                           |

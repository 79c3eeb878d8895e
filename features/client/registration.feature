@client
Feature: One client port for any number of servers (readme)

  @NS-16 @requires:filter-server-uri
  Scenario: [1] The wanted server is distinguished from a stranger by its URI
    Given the client listens for the server's URI
    When our server B dials and sends ReverseHello with
      | ServerUri | a stranger's URI |
    Then the client refuses our server B within its hold time
    When our server dials and sends ReverseHello
    Then the client sends Hello

  @NS-17 @requires:filter-endpoint-url
  Scenario: [2] The wanted server is distinguished from a stranger by its endpoint URL
    Given the client listens for the server's endpoint URL
    When our server B dials and sends ReverseHello with
      | EndpointUrl | a stranger's URL |
    Then the client refuses our server B within its hold time
    When our server dials and sends ReverseHello
    Then the client sends Hello

  @NS-18 @requires:accept-any
  Scenario: [3] Any server is accepted when the client was told so
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | ServerUri   | a stranger's URI |
      | EndpointUrl | a stranger's URL |
    Then the client sends Hello

  @NS-24 @dialect:netstandard @requires:filter-server-uri
  Scenario: [4] A server that the client does not wait for is told BadTcpMessageTypeInvalid
    Given the client listens for the server's URI
    When our server dials and sends ReverseHello with
      | ServerUri | a stranger's URI |
    Then the client refuses our server within its hold time with Error BadTcpMessageTypeInvalid

  @NS-21 @requires:filter-server-uri @requires:hold-time
  Scenario: [5] A server that the client does not wait for is held for the hold time
    Given the client listens for the server's URI
    When our server dials and sends ReverseHello with
      | ServerUri | a stranger's URI |
    Then the client keeps the connection of our server open for half the hold time
    And the client refuses our server within its hold time

  @NS-19 @dialect:netstandard @requires:reject
  Scenario: [6] A rejecting client says BadTcpMessageTypeInvalid
    Given the client listens and rejects every server
    When our server dials and sends ReverseHello
    Then the client refuses our server with Error BadTcpMessageTypeInvalid

  @NS-32 @requires:filter-server-uri
  Scenario: [7] Strangers do not keep the wanted server out
    Given the client listens for the server's URI
    When our server B dials and sends ReverseHello with
      | ServerUri | a stranger's URI |
    And our server C dials and sends ReverseHello with
      | ServerUri | a stranger's URI |
    And a real server starts and dials the client
    Then the client opens a session on the real server

  @NS-20
  Scenario: [8] The client waits for a server that dials late
    Given the client listens
    And our server B dials
    And the client keeps the connection of our server B open for half the first-message timeout
    When our server B closes the connection
    And a real server starts and dials the client
    Then the client opens a session on the real server

  @NS-27
  Scenario: [9] The session comes back after the connection was reset
    Given a client with an open session
    When the network resets every connection
    Then the client opens a session on the real server again

  @NS-22 @requires:filter-server-uri @requires:hold-time
  Scenario: [10] A held connection that its server closed is not used any more
    Given the client listens for the server's URI
    And our server B dials and sends ReverseHello
    And the client sends Hello to our server B with
      | EndpointUrl | the wanted server's URL |
    And our server C dials and sends ReverseHello
    And the client keeps the connection of our server C open for 100 ms
    # Both at once would be a race: who is told of the loss first uses what is still open as far as it knows.
    When our server C closes the connection
    Then the client keeps quiet towards our server C for 300 ms
    When our server B closes the connection
    And our server dials and sends ReverseHello
    Then the client keeps quiet towards our server C for 100 ms
    And the client sends Hello

  @NS-22 @requires:filter-server-uri @requires:hold-time
  Scenario: [11] A held connection is used as soon as the client wants its server
    Given the client listens for the server's URI
    And our server B dials and sends ReverseHello
    And the client sends Hello to our server B with
      | EndpointUrl | the wanted server's URL |
    And our server dials and sends ReverseHello
    And the client keeps the connection of our server open for 100 ms
    When our server B closes the connection
    Then the client sends Hello

  @RC-044
  Scenario: [12] A connection on which nothing is said does not keep the next server waiting
    Given the client listens
    When our server B dials
    And our server dials and sends ReverseHello
    Then the client sends Hello

  # Whether a program talks to two servers at once is its own affair (RC-015).
  @NS-15 @requires:accept-any
  Scenario: [13] Several servers are served at one port, one after the other
    Given the client listens for any server
    And our server B dials and sends ReverseHello with
      | ServerUri   | a stranger's URI |
      | EndpointUrl | a stranger's URL |
    And the client sends Hello to our server B with
      | EndpointUrl | a stranger's URL |
    When our server B closes the connection
    And a real server starts and dials the client
    Then the client opens a session on the real server

  # Tables of connections have twenty places, or fifty, or a hundred: whatever is not given back is gone then.
  @NS-32
  Scenario: [14] Many strangers that came and went do not keep the wanted server out
    Given the client listens
    When our server B dials, sends ReverseHello and closes 120 times
    And a real server starts and dials the client
    Then the client opens a session on the real server

  # Names that begin alike are the names of two servers.
  @NS-16 @requires:filter-server-uri
  Scenario Outline: [15] A server with <uri> is another one
    Given the client listens for the server's URI
    When our server dials and sends ReverseHello with
      | ServerUri | <uri> |
    Then the client refuses our server within its hold time

    Examples:
      | uri                                                |
      | the wanted server's URI and more                   |
      | the wanted server's URI but for its last character |

  # When and how it is refused, a client that talks to one server at a time may leave until later.
  @NS-16 @requires:filter-server-uri
  Scenario: [16] A stranger gets no Hello beside an open session either
    Given a client with an open session
    When our server B dials and sends ReverseHello with
      | ServerUri   | a stranger's URI |
      | EndpointUrl | a stranger's URL |
    Then the client sends no Hello to our server B for 500 ms

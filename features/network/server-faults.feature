@server @fault
Feature: A server's Reverse Connect over a bad network

  @NS-01
  Scenario: [1] A session opens over a network with a delay of 100 ms each way
    Given a network that delays everything by 100 ms
    And a waiting connection
    Then our client gets a session on the next connection
    And the session of our client still works

  @RC-021
  Scenario: [2] A session opens though everything travels in pieces of 7 bytes, less than a header
    Given a network that cuts everything into pieces of 7 bytes
    And a waiting connection
    Then our client gets a session on the next connection
    And the session of our client still works

  @RC-021
  Scenario: [3] A session opens over 20 kB per second
    Given a network that passes 20 kB per second
    And a waiting connection
    Then our client gets a session on the next connection
    And the session of our client still works

  @NS-01 @requires:embedded-proxy
  Scenario Outline: [4] The server dials again after a cut inside <message>
    Given a network that cuts the 1st <message> after <bytes> bytes
    And a listening client
    When the server starts
    Then our client gets a session on a later connection

    Examples:
      | message           | bytes |
      | ReverseHello      | 5     |
      | ReverseHello      | 20    |
      | Hello             | 10    |
      | Acknowledge       | 10    |
      | OpenSecureChannel of the client | 30    |

  @NS-01 @requires:embedded-proxy
  Scenario Outline: [5] The server dials again after a reset that follows <message>
    Given a network that resets the connection after the 1st <message>
    And a listening client
    When the server starts
    Then our client gets a session on a later connection

    Examples:
      | message      |
      | ReverseHello |
      | Hello        |
      | Acknowledge  |

  @NS-01
  Scenario: [6] The server dials again after a reset of all connections
    Given a waiting connection
    When the network resets every connection
    Then our client gets a session on the next connection

  @NS-01
  Scenario: [7] The session's connection is reset, and a new session opens
    Given a connection with an open session
    When the network resets every connection
    Then our client gets a session on the next connection

  @NS-01
  Scenario: [8] An outage while a session is open
    Given a connection with an open session
    When the network goes down
    And the network comes up again
    Then our client gets a session on the next connection

  @NS-01
  Scenario: [9] A network that flaps
    Given a waiting connection
    When the network goes down and up 4 times
    Then our client gets a session on the next connection

  @NS-12 @requires:connect-timeout @requires:embedded-proxy
  Scenario: [10] The Acknowledge is lost
    Given a network that swallows the 1st Acknowledge
    And a waiting connection
    When our client answers Hello
    Then the server gives up the connection to our client within its connect timeout
    And our client gets a session on the next connection

  @NS-02 @requires:suspension @dialect:netstandard
  Scenario: [11] A rejection over a slow network suspends
    Given a network that delays everything by 100 ms
    And a waiting connection
    When our client refuses with Error BadTcpMessageTypeInvalid
    Then the server does not dial our client for its suspension

  @NS-02 @requires:suspension @dialect:netstandard
  Scenario: [12] A rejection in one-byte pieces suspends
    Given a network that cuts everything into pieces of 1 byte
    And a waiting connection
    When our client refuses with Error BadTcpMessageTypeInvalid
    Then the server does not dial our client for its suspension

  @NS-01 @requires:embedded-proxy
  Scenario: [13] A black hole in the middle of the handshake
    Given a network that delays everything by 20 ms
    And a connection after Hello and Acknowledge
    When the network swallows everything
    And the network heals
    Then our client gets a session on the next connection

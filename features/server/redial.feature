@server
Feature: The server dials again (readme; Part 6, 7.1.3)
  Whatever ends a connection, the next one comes after the configured delay.

  # Part 6, 7.1.3 lets a server dial again "with or without a delay" where no Error was sent: the interval is the readme's.
  @NS-11 @dialect:netstandard
  Scenario Outline: [1] The server dials again after its delay when the client <ends> the connection before Hello
    Given a waiting connection
    When our client <ends> the connection
    Then the server dials our client again after its redial delay

    Examples:
      | ends   |
      | closes |
      | resets |

  @NS-01
  Scenario Outline: [2] The server dials again when the client <ends> the connection after Acknowledge
    Given a connection after Hello and Acknowledge
    When our client <ends> the connection
    Then our client gets a session on the next connection

    Examples:
      | ends   |
      | closes |
      | resets |

  @NS-01 @quick
  Scenario: [3] The server dials again after a session was closed
    Given a connection with an open session
    When our client closes the session
    Then our client gets a session on the next connection

  @NS-01
  Scenario: [4] The server dials again after the connection of a session was cut
    Given a connection with an open session
    When our client drops the session's connection
    Then our client gets a session on the next connection

  @NS-01
  Scenario Outline: [5] The server dials again when the client <ends> the connection before Hello
    Given a waiting connection
    When our client <ends> the connection
    Then our client gets a session on the next connection

    Examples:
      | ends   |
      | closes |
      | resets |

  @NS-11 @dialect:netstandard
  Scenario: [6] Attempts keep the redial delay as long as the client closes
    Given a waiting connection
    When our client closes the connection
    Then the server dials our client again after its redial delay
    When our client closes the connection
    Then the server dials our client again after its redial delay
    When our client resets the connection
    Then the server dials our client again after its redial delay

  @NS-12 @requires:connect-timeout
  Scenario: [7] A client that says Hello and then nothing is given up after the connect timeout
    Given a connection after Hello and Acknowledge
    Then the server gives up the connection to our client within its connect timeout
    And a connection waits at our client

  @NS-01
  Scenario: [8] The server finds a client that stopped listening and listens again
    Given a waiting connection
    When the network goes down
    And the network comes up again
    Then our client gets a session on the next connection

  @NS-12 @requires:connect-timeout
  Scenario Outline: [9] A client that stops after <bytes> bytes of its Hello is given up after the connect timeout
    Given a waiting connection
    When our client answers the first <bytes> bytes of a Hello
    Then the server gives up the connection to our client within its connect timeout
    And our client gets a session on the next connection

    Examples:
      | bytes |
      | 1     |
      | 8     |
      | 31    |

  @NS-12 @requires:connect-timeout
  Scenario: [11] A Hello that states one byte more than comes is given up after the connect timeout
    Given a waiting connection
    When our client answers Hello with
      | MessageSize | one more |
    Then the server gives up the connection to our client within its connect timeout
    And our client gets a session on the next connection

  # No sentence says how long an idle session lasts: that this timeout is over with the handshake is our reading.
  @NS-12 @reading @requires:connect-timeout
  Scenario: [10] The connect timeout does not end an open session
    Given a connection with an open session
    Then the server keeps the connection to our client open for twice the connect timeout
    And the session of our client still works
